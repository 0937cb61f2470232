import type {
  BuildFilter,
  BuildState,
  CoverageFilter,
  DriverManifestsRequest,
  ImageFilter,
  KernelFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Keys of the cache; a shorter key matches all longer ones that start with it. */
export const queryKeys = {
  sources: () => ['sources'] as const,
  missingEntities: (entityRefs: string[]) =>
    ['missing-entities', entityRefs] as const,
  builders: () => ['builders'] as const,
  libraries: () => ['libraries'] as const,
  drivers: (text: string) => ['drivers', text] as const,
  driver: (entityRef?: string) => ['driver', entityRef] as const,
  coverage: (filter?: CoverageFilter) =>
    filter ? (['coverage', filter] as const) : (['coverage'] as const),
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
  driverClaim: (entityRef: string) => ['driver-claim', entityRef] as const,
  moduleCertificates: (entityRef: string) =>
    ['module-certificates', entityRef] as const,
  driverManifests: (entityRef: string, request?: DriverManifestsRequest) =>
    ['driver-manifests', entityRef, request] as const,
  build: (id: string) => ['build', id] as const,
  buildVerdict: (id: string, state: BuildState) =>
    ['build-verdict', id, state] as const,
  driverVerdicts: (entityRef?: string) =>
    entityRef
      ? (['driver-verdicts', entityRef] as const)
      : (['driver-verdicts'] as const),
};
