import type {
  BuildFilter,
  BuildState,
  BuildType,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { FilterBar } from '../display/FilterBar';
import { FilterSelect } from '../display/FilterSelect';
import { useTexts } from '../translation/useTexts';

const TYPES: BuildType[] = ['toolkit', 'driver'];
const STATES: BuildState[] = [
  'queued',
  'running',
  'verifying',
  'pushing',
  'succeeded',
  'failed',
  'cancelled',
];

/** Filters of the build history, as in the address. */
export type BuildFilterKey = 'state' | 'type';

/** Reads filters from an address, without invalid values. */
export function readBuildFilter(
  values: Partial<Record<BuildFilterKey, string>>,
): BuildFilter {
  return {
    state: STATES.find(state => state === values.state),
    type: TYPES.find(type => type === values.type),
  };
}

/** Filters of the build history. */
export function BuildFilters(props: {
  values: Partial<Record<BuildFilterKey, string>>;
  onChange: (changes: Partial<Record<BuildFilterKey, string>>) => void;
}) {
  const { values, onChange } = props;
  const { t } = useTexts();
  return (
    <FilterBar label={t('builds.filters')}>
      <FilterSelect
        label={t('builds.state')}
        value={values.state}
        options={STATES.map(id => ({ id, label: t(`buildState.${id}`) }))}
        onChange={state => onChange({ state })}
      />
      <FilterSelect
        label={t('builds.type')}
        value={values.type}
        options={TYPES.map(id => ({ id, label: t(`buildType.${id}`) }))}
        onChange={type => onChange({ type })}
      />
    </FilterBar>
  );
}
