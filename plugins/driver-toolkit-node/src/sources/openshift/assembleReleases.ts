import {
  compareEvr,
  type Flavour,
  VARIANTS,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../KernelSource';
import { compareText } from './compareText';
import { describeMismatches } from './describeMismatches';
import { describeToolkits, type ReleasedToolkit } from './describeToolkits';
import { isFor, type ReleaseKernels } from './ReleaseKernels';

interface Assembled {
  flavours: Map<string, Flavour>;
  toolkits: ReleasedToolkit[];
  /**
   * Releases whose nodes run it and that have no toolkit image for any variant
   * of it.
   */
  mismatches: ReleaseKernels[];
}

/**
 * The kernels of all releases, each once, newest first.
 *
 * @remarks
 * A release's kernels are those that its nodes run. Toolkit images are listed
 * with their kernels, from any release: a release's image can be for another
 * kernel than its nodes run, such as that of another release. A release that
 * does not name the images its nodes boot counts as running the kernels of its
 * toolkit images.
 *
 * A toolkit image joins its kernels into one: the rt kernel of EL8 has a
 * separate release and still belongs to the default kernel that it ships with.
 * If releases ship several rt kernels with the same default kernel, the newest
 * belongs to it and the others are separate kernels.
 */
export function assembleReleases(releases: ReleaseKernels[]): SourceKernel[] {
  const toolkits = findToolkits(releases);
  const kernels = new Map<string, Assembled>();
  for (const toolkit of toolkits) {
    const [{ release }] = toolkit.flavours;
    const kernel = entryOf(kernels, release);
    kernel.toolkits.push(toolkit);
    for (const flavour of toolkit.flavours) {
      const other = kernel.flavours.get(keyOf(flavour));
      if (!other || compareEvr(flavour.release, other.release) > 0) {
        kernel.flavours.set(keyOf(flavour), flavour);
      }
    }
  }
  for (const toolkit of toolkits) {
    const [{ release }] = toolkit.flavours;
    for (const flavour of toolkit.flavours) {
      const chosen = kernels.get(release)?.flavours.get(keyOf(flavour));
      if (chosen?.release !== flavour.release) {
        const own = entryOf(kernels, flavour.release);
        own.toolkits.push(toolkit);
        own.flavours.set(keyOf(flavour), flavour);
      }
    }
  }
  addNodes(kernels, releases);
  return [...kernels]
    .map(([kernel, entry]) => toSourceKernel(kernel, entry))
    .sort(newestFirst);
}

/** Toolkit images for a kernel that some release runs. */
function findToolkits(releases: ReleaseKernels[]): ReleasedToolkit[] {
  const run = new Set(
    releases
      .flatMap(
        ({ nodes, toolkits }) =>
          nodes ?? toolkits.flatMap(({ flavours }) => flavours),
      )
      .map(({ unameRelease }) => unameRelease),
  );
  return releases
    .flatMap(({ version, architecture, toolkits }) =>
      toolkits.map(toolkit => ({ ...toolkit, version, architecture })),
    )
    .filter(({ flavours }) =>
      flavours.some(({ unameRelease }) => run.has(unameRelease)),
    );
}

function addNodes(
  kernels: Map<string, Assembled>,
  releases: ReleaseKernels[],
): void {
  const nameOf = new Map<string, string>();
  for (const [name, { flavours }] of kernels) {
    flavours.forEach(flavour => nameOf.set(flavour.unameRelease, name));
  }
  for (const release of releases) {
    for (const node of release.nodes ?? []) {
      const name = nameOf.get(node.unameRelease) ?? node.release;
      const kernel = entryOf(kernels, name);
      if (!nameOf.has(node.unameRelease)) {
        kernel.flavours.set(keyOf(node), node);
      }
      // All variants are one kernel: a toolkit image for one variant is listed
      // with it.
      const variants = [...kernel.flavours.values()];
      const hasToolkit = release.toolkits.some(toolkit =>
        variants.some(variant => isFor(toolkit, variant)),
      );
      if (!hasToolkit) {
        kernel.mismatches.push(release);
      }
    }
  }
}

function toSourceKernel(
  kernel: string,
  { flavours, toolkits, mismatches }: Assembled,
): SourceKernel {
  return {
    kernel,
    flavours: [...flavours.values()].sort(byArchitecture),
    ...(toolkits.length > 0 && { toolkitImages: describeToolkits(toolkits) }),
    ...(mismatches.length > 0 && {
      releasesWithoutToolkit: describeMismatches(kernel, mismatches),
    }),
  };
}

function entryOf(kernels: Map<string, Assembled>, name: string): Assembled {
  const entry = kernels.get(name) ?? {
    flavours: new Map(),
    toolkits: [],
    mismatches: [],
  };
  kernels.set(name, entry);
  return entry;
}

/** A kernel has one build per variant. */
function keyOf({ architecture, variant }: Flavour): string {
  return `${architecture} ${variant}`;
}

function byArchitecture(a: Flavour, b: Flavour): number {
  return (
    compareText(a.architecture, b.architecture) ||
    VARIANTS.indexOf(a.variant) - VARIANTS.indexOf(b.variant)
  );
}

/** By rpm's order, and equal versions by name. */
function newestFirst(a: SourceKernel, b: SourceKernel): number {
  return compareEvr(b.kernel, a.kernel) || compareText(a.kernel, b.kernel);
}
