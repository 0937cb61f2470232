import { Alert, Flex, Text } from '@backstage/ui';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Sentences } from '../display/Sentences';
import { useTexts } from '../translation/useTexts';
import { ImageOutcomes } from './ImageOutcomes';
import { RunOrigin } from './RunOrigin';
import { TagOutcomes } from './TagOutcomes';

/** What a run did, and what it skipped and why. */
export function RunReport(props: { run: MaintenanceRun; source: string }) {
  const { run, source } = props;
  const { t } = useTexts();
  const { problems, queued, skipped, tags } = run;
  const images = queued.length + skipped.length;
  return (
    <Flex direction="column" gap="3">
      <RunOrigin run={run} />
      {problems.length > 0 && (
        <Alert
          icon
          status="warning"
          title={t('libraries.problems')}
          description={<Sentences texts={problems} />}
        />
      )}
      {images > 0 && <ImageOutcomes run={run} source={source} />}
      {tags.length > 0 && <TagOutcomes tags={tags} />}
      {images + tags.length + problems.length === 0 && (
        <Text>{t('libraries.nothingDone')}</Text>
      )}
    </Flex>
  );
}
