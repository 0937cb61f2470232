import { Button, Flex, Link, Text } from '@backstage/ui';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiArrowDownLine } from '@remixicon/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Problem } from '../display/Problem';
import { usePageAddress } from '../navigation/usePageAddress';
import { useTexts } from '../translation/useTexts';
import styles from './BuildLog.module.css';
import { DownloadLogButton } from './DownloadLogButton';
import { LogRow } from './LogRow';
import { useFollowing } from './useFollowing';
import { useLogFeed } from './useLogFeed';

// Elements can't be higher than about 17 million pixels: this height allows a
// million lines. LogRow.module.css has the same height.
const ROW_HEIGHT = 16;

/** A build's live log. */
export function BuildLog(props: {
  build: Build;
  /** Called with each build state from the log's connection. */
  onBuild: (build: Build) => void;
}) {
  const { build, onBuild } = props;
  const { t } = useTexts();
  const buildersAddress = usePageAddress()('builders');
  const { status, lineCount, longestLine, error, lineAt } = useLogFeed(
    build,
    onBuild,
  );
  const isEmpty = status === 'ended' && lineCount === 0;
  const isWaiting =
    build.state === 'queued' && status === 'live' && lineCount === 0;
  const { element, following, follow, onScroll } = useFollowing(lineCount);
  const virtualizer = useVirtualizer({
    count: lineCount,
    getScrollElement: () => element.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });

  return (
    <Flex direction="column" gap="2">
      <Flex align="center" justify="between" gap="3">
        <Text color="secondary" role="status">
          {isWaiting ? (
            <>
              {t('log.waiting', { architecture: build.architecture })}{' '}
              {buildersAddress && (
                <Link href={buildersAddress}>{t('builds.seeBuilders')}</Link>
              )}
            </>
          ) : (
            t(isEmpty ? 'log.empty' : `log.${status}`)
          )}
          {lineCount > 0 && ` · ${t('log.lines', { count: lineCount })}`}
        </Text>
        <Flex align="center" gap="2">
          {status !== 'ended' && !following && (
            <Button
              variant="secondary"
              iconStart={<RiArrowDownLine />}
              onPress={() => {
                follow();
                // Keep the focus: the button disappears.
                element.current?.focus({ preventScroll: true });
              }}
            >
              {t('log.follow')}
            </Button>
          )}
          {!isEmpty && <DownloadLogButton build={build} />}
        </Flex>
      </Flex>
      {error && <Problem title={t('log.failedToRead')} error={error} />}
      <div
        ref={element}
        role="log"
        aria-live="off"
        aria-label={t('log.title')}
        className={styles.viewport}
        // The keyboard reaches a scrolling region only with a tab stop.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        hidden={lineCount === 0}
        onScroll={onScroll}
      >
        <div
          className={styles.content}
          style={{
            height: virtualizer.getTotalSize(),
            minWidth: `calc(8em + ${longestLine}ch)`,
          }}
        >
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lineAt(index);
            return (
              <LogRow
                key={line.sequence}
                sequence={line.sequence}
                text={line.text}
                top={start}
              />
            );
          })}
        </div>
      </div>
    </Flex>
  );
}
