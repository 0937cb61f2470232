import { Flex, Text, VisuallyHidden } from '@backstage/ui';
import {
  buildCreatePermission,
  buildEntityRef,
  type BuildState,
  type DriverBuildRequest,
  type KernelCoverage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { LatestBuild } from '../builds/LatestBuild';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';
import type { ArchitectureCoverage, CoverageContext } from './CoverageContext';
import type { DriverColumn } from './driverColumns';

const CAME_TO_NOTHING: BuildState[] = ['failed', 'cancelled'];

/** A driver container for a kernel and architecture: its state, and a build button. */
export function DriverCell(props: {
  coverage: KernelCoverage;
  at: ArchitectureCoverage;
  driver: DriverColumn;
  context: CoverageContext;
}) {
  const { coverage, at, driver, context } = props;
  const { t } = useTexts();
  const { source, kernel } = coverage;
  const { architecture } = at;
  const build = at.drivers.find(
    ({ entityRef }) => entityRef === driver.entityRef,
  )?.build;
  const hasImage =
    at.toolkitImage !== undefined ||
    at.images.some(({ state }) => state === 'present');
  const request: DriverBuildRequest = {
    type: 'driver',
    entityRef: driver.entityRef,
    source,
    kernel,
    architecture,
  };
  const isOffered =
    hasImage &&
    driver.inCatalog &&
    (!build || CAME_TO_NOTHING.includes(build.state));
  return (
    <Flex align="center" gap="2">
      {build ? (
        <LatestBuild build={build} />
      ) : (
        <NotBuilt
          text={t(hasImage ? 'coverage.notBuilt' : 'coverage.noImage')}
          isOffered={isOffered}
        />
      )}
      {isOffered && (
        <PermittedButton
          permission={buildCreatePermission}
          resourceRef={buildEntityRef(request)}
          disabledReason={
            context.hasBuilder(architecture)
              ? undefined
              : t('buildObstacle.noBuilder', { architecture })
          }
          aria-label={t('coverage.buildDriver', {
            driver: driver.title,
            kernel,
            architecture,
          })}
          size="small"
          variant="tertiary"
          isPending={context.isPending(request)}
          onPress={() => context.onBuild(request)}
        >
          {t('builds.build')}
        </PermittedButton>
      )}
    </Flex>
  );
}

/** Why there is no build, for screen readers; the build button is enough for others. */
function NotBuilt(props: { text: string; isOffered: boolean }) {
  const { text, isOffered } = props;
  return (
    <>
      <VisuallyHidden>{text}</VisuallyHidden>
      {!isOffered && (
        <Text color="secondary" title={text} aria-hidden>
          –
        </Text>
      )}
    </>
  );
}
