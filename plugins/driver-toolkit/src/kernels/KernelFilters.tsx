import {
  VARIANTS,
  type ImageState,
  type KernelFilter,
  type Source,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { FilterBar } from '../display/FilterBar';
import { FilterSelect } from '../display/FilterSelect';
import { SearchFilter } from '../display/SearchFilter';
import { useTexts } from '../translation/useTexts';

const ARCHITECTURES = ['x86_64', 'aarch64', 'ppc64le', 's390x'];
const IMAGE_STATES: ImageState[] = ['present', 'absent', 'unknown'];

/** Filters of the kernel list, as in the address. */
export type KernelFilterKey =
  | 'q'
  | 'source'
  | 'arch'
  | 'variant'
  | 'imageState';

/** Reads filters from an address, without invalid values. */
export function readKernelFilter(
  values: Partial<Record<KernelFilterKey, string>>,
): KernelFilter {
  return {
    ...values,
    variant: VARIANTS.find(variant => variant === values.variant),
    imageState: IMAGE_STATES.find(state => state === values.imageState),
  };
}

/** Filters of the kernel list. */
export function KernelFilters(props: {
  values: Partial<Record<KernelFilterKey, string>>;
  sources: Source[];
  onChange: (changes: Partial<Record<KernelFilterKey, string>>) => void;
}) {
  const { values, sources, onChange } = props;
  const { t } = useTexts();
  return (
    <FilterBar label={t('kernels.filters')}>
      <SearchFilter
        label={t('kernels.search')}
        placeholder={t('kernels.searchPlaceholder')}
        value={values.q ?? ''}
        onChange={q => onChange({ q })}
      />
      <FilterSelect
        label={t('kernels.source')}
        value={values.source}
        options={sources.map(({ id, title }) => ({ id, label: title }))}
        onChange={source => onChange({ source })}
      />
      <FilterSelect
        label={t('kernels.architecture')}
        value={values.arch}
        options={ARCHITECTURES.map(id => ({ id, label: id }))}
        onChange={arch => onChange({ arch })}
      />
      <FilterSelect
        label={t('kernels.variant')}
        value={values.variant}
        options={VARIANTS.map((id: Variant) => ({ id, label: id }))}
        onChange={variant => onChange({ variant })}
      />
      <FilterSelect
        label={t('kernels.imageState')}
        value={values.imageState}
        options={IMAGE_STATES.map(id => ({ id, label: t(`imageState.${id}`) }))}
        onChange={imageState => onChange({ imageState })}
      />
    </FilterBar>
  );
}
