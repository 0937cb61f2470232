import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  Image,
  Kernel,
  KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

const KERNEL = '5.14.0-391.el9';
const REPOSITORY = '127.0.0.1:5050/dtk/driver-toolkit';

export function kernelImage(overrides: Partial<KernelImage> = {}): KernelImage {
  return {
    repository: 'lab',
    reference: `${REPOSITORY}:${KERNEL}`,
    state: 'present',
    digest: DIGEST,
    architectures: [
      { architecture: 'x86_64', state: overrides.state ?? 'present' },
    ],
    entityRef: `resource:default/lab-${KERNEL}`,
    ...overrides,
  };
}

export function kernel(overrides: Partial<Kernel> = {}): Kernel {
  return {
    source: 'centos-stream-9',
    kernel: KERNEL,
    tag: KERNEL,
    entityRef: `resource:default/centos-stream-9-${KERNEL}`,
    retired: false,
    imageState: 'present',
    images: [kernelImage()],
    flavours: [
      {
        architecture: 'x86_64',
        variant: 'default',
        release: KERNEL,
        unameRelease: `${KERNEL}.x86_64`,
        buildable: true,
        packages: [],
      },
      {
        architecture: 'x86_64',
        variant: 'rt',
        release: KERNEL,
        unameRelease: `${KERNEL}.x86_64+rt`,
        buildable: true,
        packages: [],
      },
    ],
    ...overrides,
  };
}

export function image(overrides: Partial<Image> = {}): Image {
  return {
    repository: 'lab',
    tag: KERNEL,
    reference: `${REPOSITORY}:${KERNEL}`,
    entityRef: `resource:default/lab-${KERNEL}`,
    digest: DIGEST,
    labels: {
      'kernel-version': KERNEL,
      'org.opencontainers.image.base.name':
        '127.0.0.1:5050/centos/centos:stream9',
    },
    platforms: [{ architecture: 'amd64', os: 'linux', digest: DIGEST }],
    kernels: [],
    ...overrides,
  };
}

/**
 * The part of the plugin's HTTP API that the actions call, with an index's
 * content; paths are relative to the plugin's base URL.
 */
export function driverToolkitApi(index: {
  kernels: Kernel[];
  images: Image[];
}) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const [room, id, name] = request
      .url!.slice(1)
      .split('/')
      .map(decodeURIComponent);
    const found =
      room === 'kernels'
        ? index.kernels.find(k => k.source === id && k.kernel === name)
        : index.images.find(i => i.repository === id && i.tag === name);
    response.setHeader('content-type', 'application/json');
    if (found) {
      response.end(JSON.stringify(found));
      return;
    }
    response.statusCode = 404;
    response.end(
      JSON.stringify({
        error: {
          name: 'NotFoundError',
          message: `${id} has nothing called ${name}`,
        },
        response: { statusCode: 404 },
      }),
    );
  };
}
