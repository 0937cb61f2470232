import type { ImageState } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  RiCheckLine,
  RiHistoryLine,
  RiQuestionLine,
  RiSubtractLine,
} from '@remixicon/react';
import type { ReactElement } from 'react';
import { StateBadge, type Tone } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';

const APPEARANCE: Record<
  ImageState | 'stale',
  { tone: Tone; icon: ReactElement }
> = {
  present: { tone: 'success', icon: <RiCheckLine aria-hidden /> },
  stale: { tone: 'warning', icon: <RiHistoryLine aria-hidden /> },
  absent: { tone: 'neutral', icon: <RiSubtractLine aria-hidden /> },
  unknown: { tone: 'warning', icon: <RiQuestionLine aria-hidden /> },
};

/** State of an image, or that it is stale. */
export function ImageStateBadge(props: {
  state: ImageState;
  /** Why it is stale. */
  stale?: string[];
}) {
  const { state, stale } = props;
  const { t } = useTexts();
  const shown = state === 'present' && stale ? 'stale' : state;
  return <StateBadge {...APPEARANCE[shown]} text={t(`imageState.${shown}`)} />;
}
