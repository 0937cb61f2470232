import { Link } from '@backstage/ui';
import {
  kernelEntityRef,
  type MaintenanceRun,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  RiCloseLine,
  RiHammerLine,
  RiHistoryLine,
  RiPauseLine,
  RiQuestionLine,
  RiSubtractLine,
  RiTimeLine,
} from '@remixicon/react';
import { useMemo } from 'react';
import { useMissingEntities } from '../api/useMissingEntities';
import type { Tone } from '../display/StateBadge';
import { useBuildAddress } from '../navigation/useBuildAddress';
import { useEntityAddress } from '../navigation/useEntityAddress';
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
  later: { tone: 'neutral', icon: <RiPauseLine aria-hidden /> },
  refused: { tone: 'danger', icon: <RiCloseLine aria-hidden /> },
};

/** Images that a run queued builds for, and why it skipped the others. */
export function ImageOutcomes(props: {
  run: MaintenanceRun;
  /** Id of the kernel source. */
  source: string;
}) {
  const { run, source } = props;
  const { t } = useTexts();
  const buildAddress = useBuildAddress();
  const entityAddress = useEntityAddress();
  const isMissing = useMissingEntities(
    useMemo(
      () =>
        [...run.queued, ...run.skipped].map(({ kernel }) =>
          kernelEntityRef(source, kernel),
        ),
      [run, source],
    ),
  );
  const hrefOf = (kernel: string) => {
    const entityRef = kernelEntityRef(source, kernel);
    return isMissing(entityRef) ? undefined : entityAddress(entityRef);
  };
  const stateOf = (cause: Cause) => ({
    ...APPEARANCE[cause],
    text: t(`libraries.image.${cause}`),
  });
  const buildLink = (id: string) => (
    <Link href={buildAddress(id)}>{t('libraries.openBuild')}</Link>
  );
  return (
    <OutcomeList
      title={t('libraries.images')}
      outcomes={[
        ...run.queued.map(({ kernel, architecture, cause, buildId }) => ({
          name: kernel,
          href: hrefOf(kernel),
          detail: architecture,
          state: stateOf('queued'),
          reason: (
            <>
              {t(
                cause === 'stale'
                  ? 'libraries.queuedStale'
                  : 'libraries.queuedMissing',
              )}{' '}
              {buildLink(buildId)}
            </>
          ),
        })),
        ...run.skipped.map(
          ({ kernel, architecture, cause, reason, buildId }) => ({
            name: kernel,
            href: hrefOf(kernel),
            detail: architecture,
            state: stateOf(cause),
            reason: (
              <>
                {reason} {buildId && buildLink(buildId)}
              </>
            ),
          }),
        ),
      ]}
    />
  );
}
