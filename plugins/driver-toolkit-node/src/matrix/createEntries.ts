import {
  formatTag,
  rtReleaseOf,
  type MatrixEntry,
  type Platform,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { SourceKernel } from '../sources/KernelSource';
import type { Architecture } from './architecturesOf';
import { isOf, type ImagePlan } from './planImage';
import { rhelVersionOf } from './rhelVersionOf';
import { runnerOf } from './runnerOf';

/** A matrix's kernel source and image repository. @public */
export interface MatrixTarget {
  /** Id of the kernel source. */
  source: string;
  /** Registry and repository, without a tag. */
  image: string;
  baseImage: string;
  /** Build argument `REPOSITORIES`; see {@link repositoriesArgument}. */
  repositories?: string;
}

/** The entries of one kernel, combined or one per architecture. */
export function createEntries(
  { source, image, baseImage, repositories = '' }: MatrixTarget,
  kernel: SourceKernel,
  plan: Extract<ImagePlan, { kind: 'build' }>,
  options: { perArchitecture?: boolean; runners?: ReadonlyMap<string, string> },
): MatrixEntry[] {
  const tag = formatTag(kernel.kernel);
  const described = (architectures: Architecture[]) => ({
    kernel: kernel.kernel,
    source,
    image: `${image}:${tag}`,
    tags: [tag],
    baseImage,
    rtKernel: rtKernelOf(kernel, architectures) ?? '',
    rhelVersion: rhelVersionOf(kernel.kernel) ?? '',
    repositories,
    keep: referencesOf(
      image,
      plan.present.filter(
        platform => !architectures.some(own => isOf(platform, own)),
      ),
    ),
  });
  if (options.perArchitecture) {
    return plan.architectures.map(architecture => ({
      ...described([architecture]),
      architecture: architecture.rpm,
      platform: platformOf(architecture),
      ...runnerOf(architecture.rpm, options.runners),
    }));
  }
  return [
    {
      ...described(plan.architectures),
      architectures: plan.architectures.map(({ rpm }) => rpm),
      platforms: plan.architectures.map(platformOf),
    },
  ];
}

/**
 * Each digest once: a list may have the same image for several variants of an
 * architecture.
 */
function referencesOf(image: string, platforms: readonly Platform[]): string[] {
  return [...new Set(platforms.map(({ digest }) => `${image}@${digest}`))];
}

/** The real-time release of the first architecture that has one. */
function rtKernelOf(
  kernel: SourceKernel,
  architectures: Architecture[],
): string | undefined {
  return architectures
    .map(({ rpm }) => rtReleaseOf(kernel, rpm))
    .find(release => release !== undefined);
}

function platformOf({ oci }: Architecture): string {
  return `linux/${oci}`;
}
