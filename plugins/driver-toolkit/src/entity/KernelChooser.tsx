import type { Kernel } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Combobox } from '@backstage/ui';
import { useMemo } from 'react';
import { formatKernelId } from '../api/kernelId';
import { useTexts } from '../translation/useTexts';

/** Chooses a kernel by typing a part of it. */
export function KernelChooser(props: {
  kernels: Kernel[];
  value: Kernel | undefined;
  onChange: (kernel: Kernel | undefined) => void;
}) {
  const { kernels, value, onChange } = props;
  const { t } = useTexts();
  const options = useMemo(
    () =>
      kernels.map(kernel => ({
        id: formatKernelId(kernel),
        label: kernel.kernel,
        description: kernel.retired
          ? t('kernels.retiredFrom', { source: kernel.source })
          : kernel.source,
      })),
    [kernels, t],
  );
  return (
    <Combobox
      label={t('driverBuild.kernel')}
      size="small"
      options={options}
      value={value ? formatKernelId(value) : null}
      onChange={key =>
        onChange(kernels.find(kernel => formatKernelId(kernel) === key))
      }
    />
  );
}
