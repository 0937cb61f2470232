import type { Maintenance } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Fact, Facts } from '../display/Facts';
import { useTexts, type Texts } from '../translation/useTexts';

/** Settings of a library. */
export function LibraryFacts({ library }: { library: Maintenance }) {
  const { t } = useTexts();
  const { keepLatest, budget, rebuildStale, retention } = library;
  return (
    <Facts>
      <Fact name={t('libraries.kept')}>
        {t('libraries.newestKernels', { count: keepLatest })}
      </Fact>
      <Fact name={t('libraries.budget')}>
        {t('libraries.upTo', { budget: String(budget) })}
      </Fact>
      <Fact name={t('libraries.stale')}>
        {t(rebuildStale ? 'libraries.staleRebuilt' : 'libraries.staleLeft')}
      </Fact>
      <Fact name={t('libraries.oldTags')}>{fateOfOldTags(retention, t)}</Fact>
    </Facts>
  );
}

function fateOfOldTags(retention: Maintenance['retention'], t: Texts): string {
  if (!retention) {
    return t('libraries.allTagsStay');
  }
  const count = retention.keepLatest;
  return retention.dryRun
    ? t('libraries.tagsListed', { count })
    : t('libraries.tagsDeleted', { count });
}
