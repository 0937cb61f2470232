import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import type { Maintenance } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiLoopLeftLine } from '@remixicon/react';
import { useRunLibrary } from '../api/useRunLibrary';
import { Problem } from '../display/Problem';
import { StateBadge } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';
import { EarlierRuns } from './EarlierRuns';
import { LibraryFacts } from './LibraryFacts';
import { RunLibraryButton } from './RunLibraryButton';
import { RunReport } from './RunReport';
import { useLibraryTitles } from './useLibraryTitles';

/** One library with its settings and its runs. */
export function LibraryCard({ library }: { library: Maintenance }) {
  const { t } = useTexts();
  const { mutate, isPending, error } = useRunLibrary();
  const title = t('libraries.title', useLibraryTitles(library));
  const isRunning = library.running || isPending;
  const [last, ...earlier] = library.runs;
  return (
    <Card role="group" aria-label={title}>
      <CardHeader>
        <Flex
          justify="between"
          align="center"
          gap="3"
          style={{ flexWrap: 'wrap' }}
        >
          <Flex align="center" gap="3">
            <Text as="h2" variant="title-x-small" weight="bold">
              {title}
            </Text>
            {isRunning && (
              <StateBadge
                tone="info"
                icon={<RiLoopLeftLine aria-hidden />}
                text={t('libraries.running')}
              />
            )}
          </Flex>
          <RunLibraryButton
            library={library}
            isRunning={isRunning}
            onRun={() => mutate(library)}
          />
        </Flex>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          {error && <Problem title={t('libraries.notRun')} error={error} />}
          <LibraryFacts library={library} />
          {last ? (
            <Flex direction="column" gap="2">
              <Text as="h3" weight="bold">
                {t('libraries.lastRun')}
              </Text>
              <RunReport run={last} source={library.source} />
            </Flex>
          ) : (
            <Text color="secondary">{t('libraries.neverRun')}</Text>
          )}
          {earlier.length > 0 && (
            <EarlierRuns runs={earlier} source={library.source} />
          )}
        </Flex>
      </CardBody>
    </Card>
  );
}
