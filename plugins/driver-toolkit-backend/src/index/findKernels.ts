import type {
  ImageState,
  KernelFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { StoredKernel } from '../database/index/KernelStore';
import { doubtOfAbsence } from './doubtOfAbsence';
import { findOtherKernels } from './findOtherKernels';
import { imageStateOf } from './IndexDescriptions';
import type { IndexedSources } from './IndexedSources';
import type { IndexState } from './state/IndexMemory';
import type { IndexTables } from './state/IndexTables';

/**
 * Results kept for one state of the tables, because many users page through the
 * same list.
 */
const KEPT_RESULTS = 64;

type Test = (kernel: StoredKernel) => boolean;
type Kernels = readonly StoredKernel[];

const results = new WeakMap<IndexTables, Map<string, Kernels>>();

/**
 * The kernels that match a filter, newest first.
 *
 * @throws NotFoundError for a source that is not configured
 */
export function findKernels(
  state: IndexState,
  sources: IndexedSources,
  filter: KernelFilter,
): Kernels {
  const { source, arch, variant, q, imageState } = filter;
  if (source !== undefined) {
    sources.kernelSource(source);
  }
  const missing = imageState && stateOfMissing(state, sources);
  const key = JSON.stringify([source, arch, variant, q, imageState, missing]);
  const kept = results.get(state.tables) ?? new Map<string, Kernels>();
  results.set(state.tables, kept);
  let found = kept.get(key);
  if (!found) {
    const tests = createTests(state, sources, filter, missing);
    found = state.tables.kernels.filter(kernel =>
      tests.every(test => test(kernel)),
    );
    if (kept.size >= KEPT_RESULTS) {
      kept.clear();
    }
    kept.set(key, found);
  }
  return found;
}

function createTests(
  { tables }: IndexState,
  sources: IndexedSources,
  { source, arch, variant, q, imageState }: KernelFilter,
  missing: Record<string, ImageState> = {},
): Test[] {
  const tests: Test[] = [];
  if (source !== undefined) {
    tests.push(kernel => kernel.source === source);
  }
  if (arch !== undefined || variant !== undefined) {
    tests.push(({ flavours }) =>
      flavours.some(
        flavour =>
          (arch ?? flavour.architecture) === flavour.architecture &&
          (variant ?? flavour.variant) === flavour.variant,
      ),
    );
  }
  if (q) {
    const text = q.toLowerCase();
    tests.push(({ kernel }) => kernel.toLowerCase().includes(text));
  }
  if (imageState !== undefined) {
    const repositories = new Map(
      sources.kernelSourceIds.map(id => [
        id,
        sources.repositoriesOf(id).map(({ repository }) => repository.id),
      ]),
    );
    const ownState = ({ source: id, tag }: StoredKernel) =>
      repositories.get(id)!.some(repository => tables.image(repository, tag))
        ? 'present'
        : missing[id];
    tests.push(kernel => {
      const others = findOtherKernels(tables, kernel);
      const states = [kernel, ...others.map(other => other.kernel)];
      return (
        imageStateOf(states.map(ownState), kernel.toolkitImages) === imageState
      );
    });
  }
  return tests;
}

/** By source: the state of an image that none of its repositories lists. */
function stateOfMissing(
  { statuses }: IndexState,
  sources: IndexedSources,
): Record<string, ImageState> {
  return Object.fromEntries(
    sources.kernelSourceIds.map((id): [string, ImageState] => [
      id,
      sources
        .repositoriesOf(id)
        .every(repository => doubtOfAbsence(statuses, repository) === undefined)
        ? 'absent'
        : 'unknown',
    ]),
  );
}
