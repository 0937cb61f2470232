import type {
  Flavour,
  Platform,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../../sources/KernelSource';

/** A kernel that is buildable for these architectures. */
export function kernel(
  name: string,
  architectures: string[] = ['x86_64'],
  more: Flavour[] = [],
): SourceKernel {
  return {
    kernel: name,
    flavours: [
      ...architectures.map(architecture => flavour(name, architecture)),
      ...more,
    ],
  };
}

export function flavour(
  release: string,
  architecture: string,
  { variant = 'default' as Variant, buildable = true } = {},
): Flavour {
  return {
    architecture,
    variant,
    release,
    unameRelease: `${release}.${architecture}`,
    buildable,
    packages: [],
  };
}

/** Platforms of a tag, each with its own digest. */
export function platforms(...architectures: string[]): Platform[] {
  return architectures.map(architecture => ({
    os: 'linux',
    architecture,
    digest: `sha256:${architecture}`,
  }));
}
