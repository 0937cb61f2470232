import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { StateBadge } from '../display/StateBadge';
import { useTexts } from '../translation/useTexts';

/** Whether an image passed. */
export function VerdictBadge({ passed }: { passed: boolean }) {
  const { t } = useTexts();
  return passed ? (
    <StateBadge
      tone="success"
      icon={<RiCheckLine aria-hidden />}
      text={t('verdict.passed')}
    />
  ) : (
    <StateBadge
      tone="danger"
      icon={<RiCloseLine aria-hidden />}
      text={t('verdict.refused')}
    />
  );
}
