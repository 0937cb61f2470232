import { toError } from '@backstage/errors';
import {
  formatTag,
  formatUnameRelease,
  parseKernelPackage,
  parseUnameRelease,
  VARIANTS,
  type KernelPackage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { printableText } from '../../http/printableText';
import type { SourcedFlavour } from '../SourcedFlavour';
import { findKernelParts } from './findKernelParts';
import { findObstacle, findProviders } from './findObstacle';
import type { RpmPackage } from './RpmPackage';

/** A part of the release that only Oracle's kernels have. */
const UEK_RELEASE = /\.el\d+(_\d+)?uek/;
const VERSION = /^[A-Za-z0-9._+~^]+$/;
const MAX_SHOWN = 200;

/** All packages of an architecture. */
export interface ArchitecturePackages {
  architecture: string;
  packages: RpmPackage[];
  /** False if an unread repository may have more. */
  complete: boolean;
}

/** Packages of one variant and version-release. */
interface Group {
  variant: KernelPackage['variant'];
  release: string;
  packages: RpmPackage[];
}

/**
 * An architecture's flavours: its packages by variant and version-release, if
 * they include a core.
 *
 * @remarks
 * A flavour is buildable if the Dockerfile can install it: see {@link
 * findKernelParts} and {@link findObstacle}. If packages may be missing, a
 * flavour that seems not buildable is left out as unknown. A kernel that cannot
 * be an image tag is left out, and so is a flavour with an unknown form of
 * `uname -r`; neither affects the others.
 */
export function collectFlavours({
  architecture,
  packages,
  complete,
}: ArchitecturePackages): { flavours: SourcedFlavour[]; warnings: string[] } {
  const flavours: SourcedFlavour[] = [];
  const warnings = new Set<string>();
  const groups = groupPackages(architecture, packages);
  const providers = findProviders(groups.flatMap(group => group.packages));
  for (const group of groups) {
    const { core, devel } = findParts(group, architecture);
    const obstacle =
      core && findObstacle({ core, devel }, { architecture, providers });
    if (!core || (obstacle !== undefined && !complete)) {
      continue;
    }
    const shown = printableText(group.release, MAX_SHOWN);
    // A shortened one is too long for a tag anyway.
    const refusal = refuseTag(shown);
    if (refusal !== undefined) {
      warnings.add(`Kernel ${shown} is left out: ${refusal}.`);
      continue;
    }
    const unameRelease = readUnameRelease(core);
    if (unameRelease === undefined) {
      warnings.add(
        `${core.name}-${shown}.${architecture} does not provide its uname -r in a known form and is left out.`,
      );
      continue;
    }
    flavours.push({
      architecture,
      variant: group.variant,
      release: group.release,
      unameRelease,
      buildable: obstacle === undefined,
      ...(obstacle !== undefined && { obstacle }),
      packages: [...new Set(group.packages.map(({ name }) => name))].sort(),
      sourceRpm: core.sourceRpm,
    });
  }
  flavours.sort(
    (a, b) => VARIANTS.indexOf(a.variant) - VARIANTS.indexOf(b.variant),
  );
  return { flavours, warnings: [...warnings] };
}

/** Why a kernel cannot be an image tag. */
function refuseTag(kernel: string): string | undefined {
  try {
    formatTag(kernel);
    return undefined;
  } catch (error) {
    return toError(error).message;
  }
}

/** The package with the kernel itself, and the one for building modules. */
function findParts({ variant, packages }: Group, architecture: string) {
  const own = packages.filter(rpm => rpm.architecture === architecture);
  const { core, devel } = findKernelParts(own, variant);
  return {
    core:
      core.find(rpm => providedUname(rpm) !== undefined) ??
      // A package without a suffix may be empty; this one has a kernel without
      // naming it.
      core.find(({ name }) => name.endsWith('-core')),
    devel: devel[0],
  };
}

/** Debug kernels of UEK 6 and before provide the name of the default one. */
function providedUname({
  name,
  unameReleases,
}: RpmPackage): string | undefined {
  const families = name.startsWith('kernel-uek') ? ['kernel-uek'] : [];
  return [name, name.replace(/-core$/, ''), ...families, 'kernel']
    .map(provider => unameReleases[`${provider}-uname-r`])
    .find(provided => provided !== undefined);
}

/** The kernel's own form; the provide has "_" instead of the variant's "-". */
function readUnameRelease(core: RpmPackage): string | undefined {
  const provided = providedUname(core);
  try {
    return provided && formatUnameRelease(parseUnameRelease(provided));
  } catch {
    return undefined;
  }
}

function groupPackages(architecture: string, packages: RpmPackage[]): Group[] {
  const groups = new Map<string, Group>();
  for (const rpm of packages) {
    const kind = parseKernelPackage(rpm.name);
    const fits = [architecture, 'noarch'].includes(rpm.architecture);
    // Two families never share a version-release, so they cannot collide.
    const isOwn = (kind?.family === 'uek') === UEK_RELEASE.test(rpm.release);
    if (
      !kind ||
      !fits ||
      !isOwn ||
      ![rpm.version, rpm.release].every(isVersion)
    ) {
      continue;
    }
    const release = `${rpm.version}-${rpm.release}`;
    const key = `${kind.variant} ${release}`;
    const group = groups.get(key) ?? {
      variant: kind.variant,
      release,
      packages: [],
    };
    group.packages.push(rpm);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function isVersion(text: string): boolean {
  return VERSION.test(text);
}
