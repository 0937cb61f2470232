import { Select } from '@backstage/ui';
import type {
  Kernel,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { architecturesOf, variantsOf } from '../kernels/kernelFlavours';
import { useTexts } from '../translation/useTexts';
import panelStyles from './BuildPanel.module.css';
import type { FlavourChoice } from './useFlavourChoice';

const AUTOMATIC = 'automatic';

/** Selects of architecture and variant, if a kernel has several. */
export function FlavourSelects(props: {
  kernel: Kernel;
  architecture: string | undefined;
  variant: Variant | undefined;
  onChange: (change: FlavourChoice) => void;
}) {
  const { kernel, architecture, variant, onChange } = props;
  const { t } = useTexts();
  const architectures = architecturesOf(kernel);
  const variants = variantsOf(kernel, architecture);
  return (
    <>
      {architectures.length > 1 && (
        <Select
          label={t('driverBuild.architecture')}
          className={panelStyles.choice}
          size="small"
          selectionMode="single"
          options={[
            { id: AUTOMATIC, label: t('driverBuild.automatic') },
            ...architectures.map(id => ({ id, label: id })),
          ]}
          value={architecture ?? AUTOMATIC}
          onChange={key =>
            onChange({
              architecture: architectures.find(item => item === key),
            })
          }
        />
      )}
      {variants.length > 1 && (
        <Select
          label={t('driverBuild.variant')}
          className={panelStyles.choice}
          size="small"
          selectionMode="single"
          options={variants.map(id => ({ id, label: id }))}
          value={variant}
          onChange={key =>
            onChange({ variant: variants.find(item => item === key) })
          }
        />
      )}
    </>
  );
}
