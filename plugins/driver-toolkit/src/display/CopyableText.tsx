import { ButtonIcon, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../translation/useTexts';
import styles from './CopyableText.module.css';

const SHOWN_FOR = 2_000;

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
  const [outcome, setOutcome] = useState<'copied' | 'selected'>();

  useEffect(() => {
    if (outcome === 'selected' && code.current) {
      window.getSelection()?.selectAllChildren(code.current);
      return undefined;
    }
    const timer = outcome && setTimeout(() => setOutcome(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // Browsers allow the clipboard only on HTTPS and with permission; selected
      // text can still be copied by hand.
      setOutcome('selected');
    }
  };

  return (
    <span className={styles.root}>
      <code ref={code} className={styles.text} title={short ? text : undefined}>
        {outcome === 'selected' ? text : short ?? text}
      </code>
      <ButtonIcon
        variant="tertiary"
        aria-label={t('copy.label', { label })}
        icon={outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />}
        onPress={copy}
      />
      <VisuallyHidden role="status">
        {outcome && t(`copy.${outcome}`)}
      </VisuallyHidden>
    </span>
  );
}
