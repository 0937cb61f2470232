import { Flex, Text } from '@backstage/ui';
import type { KernelCoverage } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { LatestBuild } from '../builds/LatestBuild';
import { RetiredBadge } from '../kernels/RetiredBadge';
import { EntityLink } from '../navigation/EntityLink';
import type { CoverageContext } from './CoverageContext';
import styles from './CoverageTable.module.css';
import { DriverCell } from './DriverCell';
import type { DriverColumn } from './driverColumns';
import { ToolkitCell } from './ToolkitCell';

/** Rows of one kernel, one per architecture. */
export function KernelRows(props: {
  coverage: KernelCoverage;
  drivers: DriverColumn[];
  context: CoverageContext;
}) {
  const { coverage, drivers, context } = props;
  const { architectures } = coverage;
  return (
    <tbody>
      {architectures.map((at, index) => (
        <tr key={at.architecture}>
          {index === 0 && (
            <th
              scope="rowgroup"
              rowSpan={architectures.length}
              className={styles.kernel}
            >
              <Flex direction="column" gap="1" align="start">
                <EntityLink
                  entityRef={coverage.entityRef}
                  isMissing={context.isMissing(coverage.entityRef)}
                >
                  {coverage.kernel}
                </EntityLink>
                <Text variant="body-small" color="secondary">
                  {context.sourceTitle(coverage.source)}
                </Text>
                {coverage.retired && <RetiredBadge />}
              </Flex>
            </th>
          )}
          <th scope="row" className={styles.architecture}>
            <Text>{at.architecture}</Text>
          </th>
          <td>
            <ToolkitCell coverage={coverage} at={at} context={context} />
          </td>
          <td className={styles.state}>
            {at.latestBuild && <LatestBuild build={at.latestBuild} />}
          </td>
          {drivers.map(driver => (
            <td key={driver.entityRef} className={styles.state}>
              <DriverCell
                coverage={coverage}
                at={at}
                driver={driver}
                context={context}
              />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
