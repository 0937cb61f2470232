import {
  buildCreatePermission,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Alert, Flex, Skeleton, Text } from '@backstage/ui';
import { useKernelsWithImage } from '../api/useKernelsWithImage';
import { Problem } from '../display/Problem';
import { formatKernelId, type KernelId } from '../kernels/kernelId';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';
import { BuildPanel } from './BuildPanel';
import { FlavourSelects } from './FlavourSelects';
import { KernelChooser } from './KernelChooser';
import { useBuildAndOpen } from './useBuildAndOpen';
import { useFlavourChoice } from './useFlavourChoice';

interface DriverBuildFormProps {
  entityRef: string;
  /** The kernel that the driver's entity names. */
  preferred: KernelId | undefined;
  onOpen: (id: string) => void;
}

/** Builds a driver container for a chosen kernel. */
export function DriverBuildForm(props: DriverBuildFormProps) {
  const { t } = useTexts();
  const { data: kernels, error, refetch } = useKernelsWithImage();
  return (
    <BuildPanel title={t('driverBuild.title')}>
      {error && (
        <Problem title={t('kernels.failed')} error={error} onRetry={refetch} />
      )}
      {!kernels && !error && <Skeleton width="100%" height="4rem" />}
      {kernels?.length === 0 && <Text>{t('driverBuild.noImages')}</Text>}
      {kernels && kernels.length > 0 && <Form {...props} kernels={kernels} />}
    </BuildPanel>
  );
}

function Form(props: DriverBuildFormProps & { kernels: Kernel[] }) {
  const { entityRef, preferred, kernels, onOpen } = props;
  const { t } = useTexts();
  const { mutate, isPending, error } = useBuildAndOpen(onOpen);
  const { kernel, architecture, variant, choose } = useFlavourChoice(
    kernels,
    preferred,
  );
  const preferredMissing =
    preferred &&
    !kernels.some(item => formatKernelId(item) === formatKernelId(preferred));

  return (
    <>
      {preferredMissing && (
        <Alert
          icon
          status="info"
          title={t('driverBuild.preferredMissing', {
            kernel: preferred.kernel,
          })}
        />
      )}
      <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
        <KernelChooser
          kernels={kernels}
          value={kernel}
          onChange={chosen => choose({ kernel: chosen })}
        />
        {kernel && (
          <FlavourSelects
            kernel={kernel}
            architecture={architecture}
            variant={variant}
            onChange={choose}
          />
        )}
        <PermittedButton
          permission={buildCreatePermission}
          variant="primary"
          isPending={isPending}
          disabledReason={kernel ? undefined : t('driverBuild.chooseKernel')}
          onPress={() =>
            kernel &&
            mutate({
              type: 'driver',
              entityRef,
              source: kernel.source,
              kernel: kernel.kernel,
              architecture,
              variant,
            })
          }
        >
          {t('builds.build')}
        </PermittedButton>
      </Flex>
      {error && <Problem title={t('builds.notQueued')} error={error} />}
    </>
  );
}
