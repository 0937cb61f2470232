import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  RiDeleteBinLine,
  RiListCheck,
  RiShieldCheckLine,
} from '@remixicon/react';
import type { Tone } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';
import { OutcomeList } from './OutcomeList';

type OldTag = MaintenanceRun['tags'][number];

const APPEARANCE: Record<OldTag['outcome'], { tone: Tone; icon: JSX.Element }> =
  {
    listed: { tone: 'warning', icon: <RiListCheck aria-hidden /> },
    deleted: { tone: 'danger', icon: <RiDeleteBinLine aria-hidden /> },
    kept: { tone: 'neutral', icon: <RiShieldCheckLine aria-hidden /> },
  };

/** Outcomes for tags of old kernels. */
export function TagOutcomes({ tags }: { tags: OldTag[] }) {
  const { t } = useTexts();
  return (
    <OutcomeList
      title={t('libraries.oldTags')}
      outcomes={tags.map(({ tag, outcome, reason }) => ({
        name: tag,
        state: { ...APPEARANCE[outcome], text: t(`libraries.tag.${outcome}`) },
        reason: reason ?? (outcome === 'listed' && t('libraries.wouldDelete')),
      }))}
    />
  );
}
