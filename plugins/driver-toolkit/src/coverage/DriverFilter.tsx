import { useState } from 'react';
import { useDrivers } from '../api/useDrivers';
import { FilterSelect } from '../display/FilterSelect';
import { useSettled } from '../display/useSettled';
import { useTexts } from '../translation/useTexts';
import type { DriverColumn } from './driverColumns';

/** Filter by driver container. Typing searches the catalog. */
export function DriverFilter(props: {
  /** Entity reference. */
  value: string | undefined;
  /** Drivers in the table; some may have left the catalog. */
  columns: DriverColumn[];
  onChange: (value: string | undefined) => void;
}) {
  const { value, columns, onChange } = props;
  const { t } = useTexts();
  const [text, setText] = useState('');
  const { data, isPending, isPlaceholderData } = useDrivers(
    useSettled(text.trim()),
  );
  const found = data?.drivers ?? [];
  const shown = columns.filter(
    ({ entityRef, title }) =>
      (entityRef === value || title.includes(text.trim())) &&
      !found.some(driver => driver.entityRef === entityRef),
  );
  const stateOfFound = isPlaceholderData ? 'filtering' : 'idle';
  return (
    <FilterSelect
      label={t('coverage.driver')}
      value={value}
      options={[...found, ...shown].map(({ entityRef, title }) => ({
        id: entityRef,
        label: title,
      }))}
      onChange={onChange}
      search={{
        text,
        onChange: setText,
        state: isPending ? 'loading' : stateOfFound,
      }}
    />
  );
}
