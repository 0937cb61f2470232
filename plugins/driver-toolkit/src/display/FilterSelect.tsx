import { Select, type LoadingState } from '@backstage/ui';
import { useTexts } from '../translation/useTexts';

const ALL = 'all';

/** Filter by one value of a column, or by none. */
export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  options: Array<{ id: string; label: string }>;
  onChange: (value: string | undefined) => void;
  /** Searches at the server: `options` are then the matches. */
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
