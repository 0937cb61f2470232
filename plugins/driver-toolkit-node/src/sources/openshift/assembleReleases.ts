import {
  compareEvr,
  type Flavour,
  VARIANTS,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { rcompare, type SemVer } from 'semver';
import type { ReleaseToolkitImage, SourceKernel } from '../KernelSource';

/** The newest releases of a toolkit image that are named. */
const MAX_RELEASES = 20;

/** A toolkit image of a release and the kernels it is for. */
export interface ReleaseToolkit {
  version: SemVer;
  /** RPM name. */
  architecture: string;
  reference: string;
  /** The default kernel is the first. */
  flavours: Flavour[];
}

interface Assembled {
  flavours: Map<string, Flavour>;
  /** By architecture and reference. */
  toolkits: Map<string, ReleaseToolkit[]>;
}

/**
 * The kernels of all releases, each once, newest first.
 *
 * @remarks
 * A toolkit image makes its kernels one: the rt kernel of EL8 has a release of
 * its own and still belongs to the default kernel it is shipped with. Where
 * releases ship several rt kernels with the same default kernel, the newest
 * belongs to it and the others are kernels of their own.
 */
export function assembleReleases(all: ReleaseToolkit[]): SourceKernel[] {
  const kernels = new Map<string, Assembled>();
  for (const toolkit of all) {
    const [{ release }] = toolkit.flavours;
    const kernel = entryOf(kernels, release);
    addToolkit(kernel, toolkit);
    for (const flavour of toolkit.flavours) {
      const key = `${flavour.architecture} ${flavour.variant}`;
      const other = kernel.flavours.get(key);
      if (!other || compareEvr(flavour.release, other.release) > 0) {
        kernel.flavours.set(key, flavour);
      }
    }
  }
  for (const toolkit of all) {
    const [{ release }] = toolkit.flavours;
    for (const flavour of toolkit.flavours) {
      const key = `${flavour.architecture} ${flavour.variant}`;
      const chosen = kernels.get(release)?.flavours.get(key);
      if (chosen?.release !== flavour.release) {
        const own = entryOf(kernels, flavour.release);
        addToolkit(own, toolkit);
        own.flavours.set(key, flavour);
      }
    }
  }
  return [...kernels]
    .map(([kernel, { flavours, toolkits }]) => ({
      kernel,
      flavours: [...flavours.values()].sort(byArchitecture),
      toolkitImages: [...toolkits.values()]
        .map(describe)
        .sort(newestReleaseFirst)
        .map(({ image }) => image),
    }))
    .sort(newestFirst);
}

function entryOf(kernels: Map<string, Assembled>, name: string): Assembled {
  const entry = kernels.get(name) ?? {
    flavours: new Map(),
    toolkits: new Map(),
  };
  kernels.set(name, entry);
  return entry;
}

function addToolkit({ toolkits }: Assembled, toolkit: ReleaseToolkit): void {
  const key = `${toolkit.architecture} ${toolkit.reference}`;
  const same = toolkits.get(key) ?? [];
  same.push(toolkit);
  toolkits.set(key, same);
}

function describe(toolkits: ReleaseToolkit[]): {
  newest: SemVer;
  image: ReleaseToolkitImage;
} {
  const [{ architecture, reference }] = toolkits;
  const versions = toolkits
    .map(({ version }) => version)
    .sort((a, b) => rcompare(a, b));
  const releases = [...new Set(versions.map(({ version }) => version))];
  return {
    newest: versions[0],
    image: {
      architecture,
      reference,
      releases: releases.slice(0, MAX_RELEASES),
      releaseCount: releases.length,
    },
  };
}

type Described = ReturnType<typeof describe>;

/** Then by name, so that readings repeat exactly. */
function newestReleaseFirst(a: Described, b: Described): number {
  return (
    rcompare(a.newest, b.newest) ||
    compareText(a.image.architecture, b.image.architecture) ||
    compareText(a.image.reference, b.image.reference)
  );
}

function byArchitecture(a: Flavour, b: Flavour): number {
  return (
    compareText(a.architecture, b.architecture) ||
    VARIANTS.indexOf(a.variant) - VARIANTS.indexOf(b.variant)
  );
}

/** By rpm's order; what that finds equal, by name. */
function newestFirst(a: SourceKernel, b: SourceKernel): number {
  return compareEvr(b.kernel, a.kernel) || compareText(a.kernel, b.kernel);
}

function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
