import { ButtonIcon, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useRef } from 'react';
import { useTexts } from '../translation/useTexts';
import styles from './CopyableText.module.css';
import { useCopy } from './useCopy';

/** Text with a copy button. */
export function CopyableText(props: {
  label: string;
  text: string;
  /** Shown instead of the text if space is short. */
  short?: string;
}) {
  const { label, text, short } = props;
  const { t } = useTexts();
  const code = useRef<HTMLElement>(null);
  const { outcome, copy } = useCopy(code);

  return (
    <span className={styles.root}>
      <code ref={code} className={styles.text} title={short ? text : undefined}>
        {outcome === 'selected' ? text : short ?? text}
      </code>
      <ButtonIcon
        variant="tertiary"
        aria-label={t('copy.label', { label })}
        icon={outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />}
        onPress={() => copy(text)}
      />
      <VisuallyHidden role="status">
        {outcome && t(`copy.${outcome}`)}
      </VisuallyHidden>
    </span>
  );
}
