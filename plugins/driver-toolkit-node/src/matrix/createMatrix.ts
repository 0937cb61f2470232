import {
  evrSortKey,
  formatTag,
  type Matrix,
  type MatrixEntry,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../sources/KernelSource';
import { createEntries, type MatrixTarget } from './createEntries';
import { planImage } from './planImage';
import type { TagState } from './TagState';

/** GitHub Actions' maximum. */
const MAX_ENTRIES = 256;

const NOT_LOOKED_UP: TagState = {
  state: 'unknown',
  reason: 'The tag was not looked up.',
};

/** Selects a source's kernels for a matrix, and its form. @public */
export interface MatrixOptions {
  /** Only images that the repository lacks; default true. */
  missing?: boolean;
  /** One entry for each architecture of a kernel; default one for each kernel. */
  perArchitecture?: boolean;
  /** Maximum number of kernels. */
  limit?: number;
  /**
   * Labels of native runners that replace GitHub's own, by RPM architecture.
   */
  runners?: ReadonlyMap<string, string>;
}

/**
 * The job matrix of images to build, newest kernel first.
 *
 * @remarks
 * Every kernel that can be built and whose image is wanted is in exactly one of
 * `versions`, `omitted` and `unknown`. A kernel's entries always stay together:
 * they make one manifest list.
 *
 * @param tags - by tag; missing ones are unknown
 * @public
 */
export function createMatrix(
  target: MatrixTarget,
  kernels: readonly SourceKernel[],
  tags: ReadonlyMap<string, TagState>,
  options: MatrixOptions = {},
): Omit<Matrix, 'warnings'> {
  const { missing = true, limit = MAX_ENTRIES } = options;
  const include: MatrixEntry[] = [];
  const matrix = {
    versions: [] as string[],
    include,
    omitted: [] as string[],
    unknown: [] as Matrix['unknown'],
  };
  const planned = kernels
    .map(kernel => ({
      kernel,
      plan: planImage(
        kernel,
        tags.get(formatTag(kernel.kernel)) ?? NOT_LOOKED_UP,
        { missing },
      ),
    }))
    .filter(({ plan }) => plan.kind !== 'nothing');
  let isFull = false;
  for (const { kernel, plan } of newestFirst(planned)) {
    if (plan.kind === 'unknown') {
      matrix.unknown.push({ kernel: kernel.kernel, reason: plan.reason });
    } else if (plan.kind === 'build') {
      const size = options.perArchitecture ? plan.architectures.length : 1;
      // Kernels after the first one without room are older, so they wait, too.
      isFull ||=
        matrix.versions.length >= limit || include.length + size > MAX_ENTRIES;
      if (isFull) {
        matrix.omitted.push(kernel.kernel);
      } else {
        matrix.versions.push(kernel.kernel);
        include.push(...createEntries(target, kernel, plan, options));
      }
    }
  }
  return matrix;
}

/**
 * By rpm's order, and equal versions by name, so that matrices are
 * reproducible.
 */
function newestFirst<T extends { kernel: SourceKernel }>(items: T[]): T[] {
  return items
    .map(item => ({
      item,
      name: item.kernel.kernel,
      key: evrSortKey(item.kernel.kernel),
    }))
    .sort((a, b) => {
      if (a.key !== b.key) {
        return a.key > b.key ? -1 : 1;
      }
      return a.name < b.name ? -1 : 1;
    })
    .map(({ item }) => item);
}
