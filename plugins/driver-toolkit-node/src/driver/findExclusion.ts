import {
  parseKernelRange,
  type SupportedKernels,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** What a driver's `kernels` excludes. @public */
export interface KernelExclusion {
  /** The key of `kernels` that excludes it. */
  key: keyof SupportedKernels;
  /** What is excluded, in words. */
  what: string;
  /** What the key has instead, in words. */
  only: string;
}

/**
 * What a driver's `kernels` excludes of a kernel; undefined if it supports it.
 *
 * @public
 */
export function findExclusion(
  kernels: SupportedKernels | undefined,
  asked: {
    /** Undefined if the kernel's source is unknown. */
    source?: string;
    /** version-release */
    kernel: string;
    variant: Variant;
    /** RPM names, of which one is enough. */
    architectures: string[];
  },
): KernelExclusion | undefined {
  const { source, kernel, variant, architectures } = asked;
  const { sources, range, variants, architectures: supported } = kernels ?? {};
  if (sources && source !== undefined && !sources.includes(source)) {
    return exclusion('sources', `kernels of source '${source}'`, sources);
  }
  if (range !== undefined && !parseKernelRange(range)(kernel)) {
    return exclusion('range', `kernel ${kernel}`, [range]);
  }
  if (variants && !variants.includes(variant)) {
    return exclusion('variants', `${variant} kernels`, variants);
  }
  if (
    supported &&
    architectures.length > 0 &&
    !architectures.some(name => supported.includes(name))
  ) {
    return exclusion('architectures', architectures.join(' or '), supported);
  }
  return undefined;
}

function exclusion(
  key: KernelExclusion['key'],
  what: string,
  only: readonly string[],
): KernelExclusion {
  return { key, what, only: only.join(', ') };
}
