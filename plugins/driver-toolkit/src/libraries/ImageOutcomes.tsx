import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Link } from '@backstage/ui';
import {
  RiCloseLine,
  RiHammerLine,
  RiHistoryLine,
  RiPauseLine,
  RiQuestionLine,
  RiSubtractLine,
  RiTimeLine,
} from '@remixicon/react';
import type { Tone } from '../display/StateBadge';
import { useBuildAddress } from '../navigation/useBuildAddress';
import { useTexts } from '../translation/useTexts';
import { OutcomeList } from './OutcomeList';

type Cause = MaintenanceRun['skipped'][number]['cause'] | 'queued';

const APPEARANCE: Record<Cause, { tone: Tone; icon: JSX.Element }> = {
  queued: { tone: 'success', icon: <RiTimeLine aria-hidden /> },
  unknown: { tone: 'warning', icon: <RiQuestionLine aria-hidden /> },
  unbuildable: { tone: 'neutral', icon: <RiSubtractLine aria-hidden /> },
  unchanged: { tone: 'warning', icon: <RiHistoryLine aria-hidden /> },
  unfinished: { tone: 'info', icon: <RiHammerLine aria-hidden /> },
  budget: { tone: 'neutral', icon: <RiPauseLine aria-hidden /> },
  refused: { tone: 'danger', icon: <RiCloseLine aria-hidden /> },
};

/** Which images a run queued builds of, and why not of the others. */
export function ImageOutcomes({ run }: { run: MaintenanceRun }) {
  const { t } = useTexts();
  const buildAddress = useBuildAddress();
  const stateOf = (cause: Cause) => ({
    ...APPEARANCE[cause],
    text: t(`libraries.image.${cause}`),
  });
  return (
    <OutcomeList
      title={t('libraries.images')}
      outcomes={[
        ...run.queued.map(({ kernel, architecture, cause, buildId }) => ({
          name: kernel,
          detail: architecture,
          state: stateOf('queued'),
          reason: (
            <>
              {t(
                cause === 'stale'
                  ? 'libraries.queuedStale'
                  : 'libraries.queuedMissing',
              )}{' '}
              <Link href={buildAddress(buildId)}>
                {t('libraries.openBuild')}
              </Link>
            </>
          ),
        })),
        ...run.skipped.map(({ kernel, architecture, cause, reason }) => ({
          name: kernel,
          detail: architecture,
          state: stateOf(cause),
          reason,
        })),
      ]}
    />
  );
}
