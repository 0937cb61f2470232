import { Alert, Skeleton, Text } from '@backstage/ui';
import {
  buildCreatePermission,
  type Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { KernelId } from '../api/kernelId';
import { useCreateBuild, type CreatedBuild } from '../api/useCreateBuild';
import { useKernel } from '../api/useKernel';
import { useKernelSearch } from '../api/useKernelSearch';
import { Problem } from '../display/Problem';
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
  const { data, error, refetch } = useKernelSearch('');
  const preferred = useKernel(props.preferred);
  const isEmpty = data?.pages[0].totalItems === 0;
  if (data && !isEmpty && !preferred.isLoading) {
    return <Form {...props} named={preferred.data} error={preferred.error} />;
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
      {isEmpty && <Text>{t('driverBuild.noImages')}</Text>}
      {!isEmpty && !error && <Skeleton width="100%" height="4rem" />}
    </BuildPanel>
  );
}

function Form(
  props: DriverBuildFormProps & {
    /** The preferred kernel, or the error of reading it. */
    named: Kernel | undefined;
    error: Error | null;
  },
) {
  const { entityRef, named, onCreated } = props;
  const { t } = useTexts();
  const { mutate, isPending, error } = useCreateBuild(onCreated);
  const hasImage = named?.imageState === 'present';
  const { kernel, architecture, variant, choose } = useFlavourChoice(
    hasImage ? named : undefined,
  );

  return (
    <BuildPanel
      title={t('driverBuild.title')}
      notes={
        <>
          {named && !hasImage && (
            <Alert
              icon
              status="info"
              title={t('driverBuild.preferredMissing', {
                kernel: named.kernel,
              })}
            />
          )}
          {props.error && (
            <Problem title={t('kernelCard.failed')} error={props.error} />
          )}
          {error && <Problem title={t('builds.notQueued')} error={error} />}
        </>
      }
    >
      <KernelChooser
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
