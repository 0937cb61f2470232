import type { Source } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { FilterBar } from '../display/FilterBar';
import { FilterSelect } from '../display/FilterSelect';
import { useTexts } from '../translation/useTexts';
import type { DriverColumn } from './driverColumns';
import { DriverFilter } from './DriverFilter';

/** Filters of the coverage, as in the address. */
export type CoverageFilterKey = 'source' | 'driver';

/** Filters of the coverage. */
export function CoverageFilters(props: {
  values: Partial<Record<CoverageFilterKey, string>>;
  sources: Source[];
  columns: DriverColumn[];
  onChange: (changes: Partial<Record<CoverageFilterKey, string>>) => void;
}) {
  const { values, sources, columns, onChange } = props;
  const { t } = useTexts();
  return (
    <FilterBar label={t('coverage.filters')}>
      <FilterSelect
        label={t('coverage.source')}
        value={values.source}
        options={sources.map(({ id, title }) => ({ id, label: title }))}
        onChange={source => onChange({ source })}
      />
      <DriverFilter
        value={values.driver}
        columns={columns}
        onChange={driver => onChange({ driver })}
      />
    </FilterBar>
  );
}
