import { RiArchiveLine } from '@remixicon/react';
import { StateBadge } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';

/** Marks a kernel that has left its source. */
export function RetiredBadge() {
  const { t } = useTexts();
  return (
    <span title={t('kernels.retiredMeaning')}>
      <StateBadge
        tone="neutral"
        icon={<RiArchiveLine aria-hidden />}
        text={t('kernels.retired')}
      />
    </span>
  );
}
