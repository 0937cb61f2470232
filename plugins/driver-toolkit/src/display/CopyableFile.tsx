import { Button, Flex, Text, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiDownloadLine, RiFileCopyLine } from '@remixicon/react';
import { useRef } from 'react';
import { useTexts } from '../translation/useTexts';
import styles from './CopyableFile.module.css';
import { saveFile } from './saveFile';
import { useCopy } from './useCopy';

/** A text file with buttons to copy and to save it. */
export function CopyableFile(props: { name: string; content: string }) {
  const { name, content } = props;
  const { t } = useTexts();
  const element = useRef<HTMLPreElement>(null);
  const { outcome, copy } = useCopy(element);
  return (
    <section aria-label={name}>
      <Flex direction="column" gap="2">
        <div className={styles.header}>
          <Text as="h3" weight="bold">
            {name}
          </Text>
          <Flex gap="2">
            <Button
              variant="secondary"
              iconStart={
                outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />
              }
              aria-label={t('copy.label', { label: name })}
              onPress={() => copy(content)}
            >
              {t('copy.action')}
            </Button>
            <Button
              variant="secondary"
              iconStart={<RiDownloadLine />}
              aria-label={t('copy.save', { file: name })}
              onPress={() => saveFile(new Blob([content]), name)}
            >
              {t('copy.saveAction')}
            </Button>
          </Flex>
        </div>
        <pre
          ref={element}
          className={styles.content}
          // Keyboards scroll it.
          tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex
          aria-label={name}
        >
          {content}
        </pre>
        <VisuallyHidden role="status">
          {outcome && t(`copy.${outcome}`)}
        </VisuallyHidden>
      </Flex>
    </section>
  );
}
