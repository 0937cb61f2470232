import { Select, type LoadingState } from '@backstage/ui';
import { useTexts } from '../translation/useTexts';

const ALL = 'all';

/** Narrows a list to one value of a column, or not at all. */
export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  options: Array<{ id: string; label: string }>;
  onChange: (value: string | undefined) => void;
  /** Finds options elsewhere by what is typed; the given ones are what was found. */
  search?: {
    text: string;
    onChange: (text: string) => void;
    state: LoadingState;
  };
}) {
  const { label, value, options, onChange, search } = props;
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
      {...(search && {
        search: {
          mode: 'server',
          inputValue: search.text,
          onInputChange: search.onChange,
          placeholder: t('filters.search'),
        },
        loading: { state: search.state },
      })}
    />
  );
}
