import { Link, Text } from '@backstage/ui';
import { useImageCounts } from '../api/useImageCounts';
import { RelativeTime } from '../display/RelativeTime';
import { usePageAddress } from '../navigation/usePageAddress';
import { useTexts } from '../translation/useTexts';
import styles from './CoverageSummary.module.css';

/** Number of kernels by image state, on all pages, and the age of the data. */
export function CoverageSummary(props: {
  source: string | undefined;
  /** Milliseconds since the epoch. */
  updatedAt: number;
}) {
  const { source, updatedAt } = props;
  const { t } = useTexts();
  const pageAddress = usePageAddress();
  const counts = useImageCounts(source)?.filter(
    ({ state, count }) => state === 'present' || count > 0,
  );
  return (
    <div className={styles.summary}>
      {counts && (
        <div className={styles.bar} aria-hidden>
          {counts.map(({ state, count }) => (
            <span
              key={state}
              className={styles[state]}
              style={{ flexGrow: count }}
            />
          ))}
        </div>
      )}
      <div className={styles.words}>
        {counts && (
          <ul className={styles.counts} aria-label={t('coverage.counts.label')}>
            {counts.map(({ state, count }) => (
              <li key={state}>
                <Link
                  href={pageAddress('kernels', { source, imageState: state })}
                >
                  {t(`coverage.counts.${state}`, { count })}
                </Link>
              </li>
            ))}
          </ul>
        )}
        {updatedAt > 0 && (
          <Text variant="body-small" color="secondary">
            {t('coverage.updated')}{' '}
            <RelativeTime time={new Date(updatedAt).toISOString()} />
          </Text>
        )}
      </div>
    </div>
  );
}
