import { Text } from '@backstage/ui';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Requester } from '../builds/Requester';
import { formatDuration } from '../display/formatDuration';
import { RelativeTime } from '../display/RelativeTime';
import { useTexts } from '../translation/useTexts';

/** Requester of runs on schedule. */
const SCHEDULE = 'plugin:driver-toolkit';

/** Time, requester and duration of a run. */
export function RunOrigin({ run }: { run: MaintenanceRun }) {
  const { t } = useTexts();
  const { startedAt, finishedAt, requestedBy } = run;
  return (
    <Text color="secondary">
      <RelativeTime time={startedAt} />,{' '}
      {requestedBy === SCHEDULE ? (
        t('libraries.onSchedule')
      ) : (
        <>
          {t('libraries.startedBy')} <Requester subject={requestedBy} />
        </>
      )}
      ,{' '}
      {t('libraries.took', {
        duration: formatDuration(
          Date.parse(finishedAt) - Date.parse(startedAt),
        ),
      })}
    </Text>
  );
}
