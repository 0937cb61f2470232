import {
  buildCreatePermission,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Alert, Skeleton, Text } from '@backstage/ui';
import { useCreateBuild, type CreatedBuild } from '../api/useCreateBuild';
import { useKernelsWithImage } from '../api/useKernelsWithImage';
import { Problem } from '../display/Problem';
import { formatKernelId, type KernelId } from '../api/kernelId';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';
import { BuildPanel } from './BuildPanel';
import { FlavourSelects } from './FlavourSelects';
import { KernelChooser } from './KernelChooser';
import { useFlavourChoice } from './useFlavourChoice';

interface DriverBuildFormProps {
  entityRef: string;
  /** The kernel that the driver's entity names. */
  preferred: KernelId | undefined;
  onCreated: (created: CreatedBuild) => void;
}

/** Builds a driver container for a chosen kernel. */
export function DriverBuildForm(props: DriverBuildFormProps) {
  const { t } = useTexts();
  const { data: kernels, error, refetch } = useKernelsWithImage();
  if (kernels && kernels.length > 0) {
    return <Form {...props} kernels={kernels} />;
  }
  return (
    <BuildPanel
      title={t('driverBuild.title')}
      notes={
        error && (
          <Problem
            title={t('kernels.failed')}
            error={error}
            onRetry={refetch}
          />
        )
      }
    >
      {kernels && <Text>{t('driverBuild.noImages')}</Text>}
      {!kernels && !error && <Skeleton width="100%" height="4rem" />}
    </BuildPanel>
  );
}

function Form(props: DriverBuildFormProps & { kernels: Kernel[] }) {
  const { entityRef, preferred, kernels, onCreated } = props;
  const { t } = useTexts();
  const { mutate, isPending, error } = useCreateBuild(onCreated);
  const { kernel, architecture, variant, choose } = useFlavourChoice(
    kernels,
    preferred,
  );
  const preferredMissing =
    preferred &&
    !kernels.some(item => formatKernelId(item) === formatKernelId(preferred));

  return (
    <BuildPanel
      title={t('driverBuild.title')}
      notes={
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
          {error && <Problem title={t('builds.notQueued')} error={error} />}
        </>
      }
    >
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
        resourceRef={entityRef}
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
    </BuildPanel>
  );
}
