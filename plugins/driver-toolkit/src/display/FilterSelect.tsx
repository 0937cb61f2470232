import { Select } from '@backstage/ui';
import { useTexts } from '../translation/useTexts';

const ALL = 'all';

/** Narrows a list to one value of a column, or not at all. */
export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  options: Array<{ id: string; label: string }>;
  onChange: (value: string | undefined) => void;
}) {
  const { label, value, options, onChange } = props;
  const { t } = useTexts();
  return (
    <Select
      label={label}
      size="small"
      selectionMode="single"
      options={[{ id: ALL, label: t('filters.all') }, ...options]}
      value={value ?? ALL}
      onChange={key =>
        onChange(key === ALL || key === null ? undefined : String(key))
      }
    />
  );
}
