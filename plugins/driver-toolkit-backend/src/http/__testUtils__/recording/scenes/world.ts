import { createHash } from 'node:crypto';
import type {
  Flavour,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  RepositoryImage,
  SourceKernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { PlayedBackend } from '../PlayedBackend';

/** `x86_64`, or `x86_64+rt` for a variant. */
type FlavourName = string;

const BASE_IMAGE = 'quay.io/centos/centos:stream9';

export const CENTOS_9 = {
  id: 'centos-stream-9',
  type: 'rpm',
  title: 'CentOS Stream 9',
  repositories: ['https://mirror.example.com/9-stream/BaseOS/$arch/os/'],
};

export const GHCR = {
  id: 'ghcr',
  image: 'ghcr.io/fabiendupont/driver-toolkit',
  push: true,
};

/** One builder for x86_64. */
export const LOCAL = { id: 'local', type: 'podman', architectures: ['x86_64'] };

/** A digest, the same for the same seed. */
export function digestOf(seed: string): string {
  return `sha256:${createHash('sha256').update(seed).digest('hex')}`;
}

/** A kernel with some flavours, one for x86_64 by default. */
export function aKernel(
  kernel: string,
  flavours: FlavourName[] = ['x86_64'],
  rest: Partial<SourceKernel> & { unbuildable?: FlavourName[] } = {},
): SourceKernel {
  const { unbuildable = [], ...extra } = rest;
  return {
    kernel,
    flavours: flavours.map(name =>
      aFlavour(kernel, name, !unbuildable.includes(name)),
    ),
    ...extra,
  };
}

function aFlavour(
  kernel: string,
  name: FlavourName,
  buildable: boolean,
): Flavour {
  const [architecture, variant = 'default'] = name.split('+');
  const suffix = variant === 'default' ? '' : `+${variant}`;
  return {
    architecture,
    variant: variant as Variant,
    release: kernel,
    unameRelease: `${kernel}.${architecture}${suffix}`,
    buildable,
    packages: buildable ? ['kernel-core', 'kernel-devel'] : ['kernel-core'],
  };
}

/** A toolkit image of a kernel, built on today's base image. */
export function anImage(
  kernel: string,
  rest: Partial<RepositoryImage> & { architectures?: string[] } = {},
): RepositoryImage {
  const { architectures = ['amd64'], labels, ...extra } = rest;
  const created = '2024-05-14T06:12:00.000Z';
  return {
    tag: kernel,
    digest: digestOf(kernel),
    mediaType: 'application/vnd.oci.image.index.v1+json',
    size: 607_169_920 * architectures.length,
    created,
    labels: {
      'kernel-version': kernel,
      'org.opencontainers.image.base.name': BASE_IMAGE,
      'org.opencontainers.image.base.digest': digestOf(BASE_IMAGE),
      'org.opencontainers.image.title': 'driver-toolkit',
      ...labels,
    },
    platforms: architectures.map(architecture => ({
      architecture,
      os: 'linux',
      digest: digestOf(kernel + architecture),
      size: 607_169_920,
      created,
    })),
    ...extra,
  };
}

/** Labels of an image with an earlier base image. */
export const ON_AN_EARLIER_BASE = {
  'org.opencontainers.image.base.digest': digestOf('an earlier one'),
};

/** Sets the content of sources and repositories, by id. */
export function fill(
  backend: PlayedBackend,
  world: {
    kernels?: Record<string, SourceKernel[]>;
    images?: Record<string, RepositoryImage[]>;
  },
): void {
  backend.baseImages.set(BASE_IMAGE, digestOf(BASE_IMAGE));
  for (const [id, kernels] of Object.entries(world.kernels ?? {})) {
    backend.sources.get(id)!.reading = { kernels, warnings: [] };
  }
  for (const [id, images] of Object.entries(world.images ?? {})) {
    backend.repositories.get(id)!.images = images;
  }
}
