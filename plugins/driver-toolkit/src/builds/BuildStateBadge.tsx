import type { BuildState } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  RiCheckLine,
  RiCloseLine,
  RiForbidLine,
  RiHammerLine,
  RiSearchEyeLine,
  RiTimeLine,
  RiUploadCloudLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { StateBadge, type Tone } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';

const APPEARANCE: Record<BuildState, { tone: Tone; icon: ReactElement }> = {
  queued: { tone: 'neutral', icon: <RiTimeLine aria-hidden /> },
  running: { tone: 'info', icon: <RiHammerLine aria-hidden /> },
  verifying: { tone: 'info', icon: <RiSearchEyeLine aria-hidden /> },
  pushing: { tone: 'info', icon: <RiUploadCloudLine aria-hidden /> },
  succeeded: { tone: 'success', icon: <RiCheckLine aria-hidden /> },
  failed: { tone: 'danger', icon: <RiCloseLine aria-hidden /> },
  cancelled: { tone: 'neutral', icon: <RiForbidLine aria-hidden /> },
};

/** State of a build. */
export function BuildStateBadge({ state }: { state: BuildState }) {
  const { t } = useTexts();
  return <StateBadge {...APPEARANCE[state]} text={t(`buildState.${state}`)} />;
}
