import {
  kernelEntityRef,
  imageEntityRef,
  formatTag,
  type Build,
  type Builder,
  type Flavour,
  type Image,
  type Kernel,
  type Maintenance,
  type MaintenanceRun,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

const SOURCE = 'centos-stream-9';
const REPOSITORY = 'ghcr';
const IMAGE = 'ghcr.io/fabiendupont/driver-toolkit';

/** A digest as a registry gives it, the same for the same seed. */
export function aDigest(seed: string): string {
  let hash = 7;
  let digits = '';
  while (digits.length < 64) {
    for (const character of seed + digits.length) {
      hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
    }
    digits += hash.toString(16).padStart(8, '0');
  }
  return `sha256:${digits}`;
}

export function aFlavour(
  kernel: string,
  overrides: Partial<Flavour> = {},
): Flavour {
  const { architecture = 'x86_64', variant = 'default' } = overrides;
  const suffix = variant === 'default' ? '' : `+${variant}`;
  return {
    architecture,
    variant,
    release: kernel,
    unameRelease: `${kernel}.${architecture}${suffix}`,
    buildable: true,
    packages: ['kernel-core', 'kernel-devel'],
    ...overrides,
  };
}

/** A kernel without an image, or with the state given. */
export function aKernel(
  kernel: string,
  overrides: Partial<Kernel> = {},
): Kernel {
  const {
    source = SOURCE,
    imageState = 'absent',
    flavours = [aFlavour(kernel)],
  } = overrides;
  const tag = formatTag(kernel);
  const architectures = [...new Set(flavours.map(f => f.architecture))];
  return {
    source,
    kernel,
    tag,
    entityRef: kernelEntityRef(source, kernel),
    flavours,
    retired: false,
    imageState,
    images: [
      {
        repository: REPOSITORY,
        reference: `${IMAGE}:${tag}`,
        state: imageState,
        architectures: architectures.map(architecture => ({
          architecture,
          state: imageState,
        })),
        entityRef: imageEntityRef(REPOSITORY, tag),
        ...(imageState === 'present' ? { digest: aDigest(tag) } : {}),
      },
    ],
    ...overrides,
  };
}

export function anImage(kernel: string, overrides: Partial<Image> = {}): Image {
  const tag = formatTag(kernel);
  return {
    repository: REPOSITORY,
    tag,
    reference: `${IMAGE}:${tag}`,
    entityRef: imageEntityRef(REPOSITORY, tag),
    digest: aDigest(tag),
    mediaType: 'application/vnd.oci.image.index.v1+json',
    size: 1_214_339_840,
    created: '2024-05-14T06:12:00Z',
    labels: {
      'kernel-version': kernel,
      'org.opencontainers.image.base.name': 'quay.io/centos/centos:stream9',
      'org.opencontainers.image.title': 'driver-toolkit',
    },
    platforms: ['amd64', 'arm64'].map(architecture => ({
      architecture,
      os: 'linux',
      digest: aDigest(tag + architecture),
      size: 607_169_920,
      created: '2024-05-14T06:12:00Z',
    })),
    kernels: [
      { source: SOURCE, kernel, entityRef: kernelEntityRef(SOURCE, kernel) },
    ],
    ...overrides,
  };
}

export function aBuild(overrides: Partial<Build> = {}): Build {
  const { kernel = '5.14.0-391.el9' } = overrides;
  return {
    id: '0b6f2a52-5a0a-4c8e-9c39-0d7d0d1f6a01',
    type: 'toolkit',
    state: 'queued',
    source: SOURCE,
    kernel,
    architecture: 'x86_64',
    repository: REPOSITORY,
    imageReference: `${IMAGE}:${formatTag(kernel)}`,
    createdAt: '2024-05-14T06:00:00Z',
    requestedBy: 'user:default/guest',
    cancelRequested: false,
    lastSequence: 0,
    ...overrides,
  };
}

export function aSource(overrides: Partial<Source> = {}): Source {
  return {
    id: SOURCE,
    kind: 'kernels',
    type: 'rpm',
    title: 'CentOS Stream 9',
    refreshing: false,
    items: 4,
    lastAttempt: '2024-05-14T06:00:00Z',
    lastSuccess: '2024-05-14T06:00:00Z',
    warnings: [],
    ...overrides,
  };
}

export function aBuilder(overrides: Partial<Builder> = {}): Builder {
  return {
    id: 'local',
    type: 'podman',
    architectures: ['x86_64'],
    reachable: true,
    version: '4.3.1',
    concurrency: 1,
    running: 0,
    queued: 0,
    freeBytes: 18_253_611_008,
    problems: [],
    ...overrides,
  };
}

export function aLibrary(overrides: Partial<Maintenance> = {}): Maintenance {
  return {
    source: SOURCE,
    repository: REPOSITORY,
    keepLatest: 5,
    budget: 2,
    rebuildStale: false,
    running: false,
    runs: [],
    ...overrides,
  };
}

export function aMaintenanceRun(
  overrides: Partial<MaintenanceRun> = {},
): MaintenanceRun {
  return {
    id: '0190a5a0-7d2c-7000-8000-000000000001',
    startedAt: '2024-05-14T06:00:00Z',
    finishedAt: '2024-05-14T06:00:03Z',
    requestedBy: 'plugin:driver-toolkit',
    problems: [],
    queued: [],
    skipped: [],
    tags: [],
    ...overrides,
  };
}
