import { Text, VisuallyHidden } from '@backstage/ui';
import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { EntityLink } from '../navigation/EntityLink';
import { useTexts } from '../translation/useTexts';
import type { CoverageContext } from './CoverageContext';
import styles from './CoverageTable.module.css';
import type { DriverColumn } from './driverColumns';
import { KernelRows } from './KernelRows';

/**
 * Rows are kernels and their architectures; columns are the toolkit image and
 * each driver container. Scrolls on its own, under fixed headers.
 */
export function CoverageTable(props: {
  coverage: KernelCoverage[];
  drivers: DriverColumn[];
  /** Whether the data still belongs to earlier filters. */
  isStale: boolean;
  context: CoverageContext;
}) {
  const { coverage, drivers, isStale, context } = props;
  const { t } = useTexts();
  return (
    <div
      className={styles.scroller}
      role="region"
      aria-label={t('coverage.title')}
      aria-busy={isStale}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard has to reach what scrolls
      tabIndex={0}
    >
      <table className={styles.table}>
        <caption>
          <VisuallyHidden>{t('coverage.table')}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col" className={styles.kernel}>
              <Text weight="bold">{t('coverage.kernel')}</Text>
            </th>
            <th scope="col" className={styles.architecture}>
              <Text weight="bold">{t('coverage.architecture')}</Text>
            </th>
            <th scope="col" className={styles.image}>
              <Text weight="bold">{t('coverage.image')}</Text>
            </th>
            <th scope="col" className={styles.build}>
              <Text weight="bold">{t('coverage.latestBuild')}</Text>
            </th>
            {drivers.map(({ entityRef, title, inCatalog }) => (
              <th
                key={entityRef}
                scope="col"
                title={title}
                className={styles.driver}
              >
                {inCatalog ? (
                  <EntityLink entityRef={entityRef} isMissing={false}>
                    {title}
                  </EntityLink>
                ) : (
                  <Text weight="bold">{title}</Text>
                )}
              </th>
            ))}
          </tr>
        </thead>
        {coverage.map(item => (
          <KernelRows
            key={item.entityRef}
            coverage={item}
            drivers={drivers}
            context={context}
          />
        ))}
      </table>
    </div>
  );
}
