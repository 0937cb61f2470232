import type { ImageState } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiCheckLine, RiQuestionLine, RiSubtractLine } from '@remixicon/react';
import type { ReactElement } from 'react';
import { StateBadge, type Tone } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';

const APPEARANCE: Record<ImageState, { tone: Tone; icon: ReactElement }> = {
  present: { tone: 'success', icon: <RiCheckLine aria-hidden /> },
  absent: { tone: 'neutral', icon: <RiSubtractLine aria-hidden /> },
  unknown: { tone: 'warning', icon: <RiQuestionLine aria-hidden /> },
};

/** Whether an image is there. */
export function ImageStateBadge({ state }: { state: ImageState }) {
  const { t } = useTexts();
  return <StateBadge {...APPEARANCE[state]} text={t(`imageState.${state}`)} />;
}
