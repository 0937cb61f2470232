import type {
  BuildFilter,
  ImageFilter,
  KernelFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Names under which answers are cached; a shorter one covers the longer. */
export const queryKeys = {
  sources: () => ['sources'] as const,
  builders: () => ['builders'] as const,
  kernels: (filter?: KernelFilter) =>
    filter ? (['kernels', filter] as const) : (['kernels'] as const),
  kernel: (source?: string, kernel?: string) =>
    source && kernel
      ? (['kernel', source, kernel] as const)
      : (['kernel'] as const),
  images: (filter?: ImageFilter) =>
    filter ? (['images', filter] as const) : (['images'] as const),
  builds: (filter?: BuildFilter) =>
    filter ? (['builds', filter] as const) : (['builds'] as const),
  build: (id: string) => ['build', id] as const,
};
