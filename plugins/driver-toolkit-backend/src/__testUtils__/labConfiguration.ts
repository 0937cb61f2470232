import { resolve } from 'node:path';
import type { JsonObject } from '@backstage/types';
import type { SigningConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { LabState } from './lab';
import { SOURCE } from './labKernel';

/** Repositories for a test's images. */
export interface ImagePlaces {
  /** Repository of toolkit images. */
  toolkit: string;
  /** Prefix of driver images. */
  drivers: string;
  /** Repository of toolkit images that stay on the builder. */
  kept: string;
  /** The signing key of toolkit images; default: none. */
  signing?: SigningConfig;
}

/**
 * The backend's configuration on the lab, plus a mirror that does not exist.
 *
 * @param additions - to `driverToolkit`
 * @param keepsImages - whether builder `local` keeps images
 */
export function labConfiguration(
  lab: LabState,
  images: ImagePlaces,
  additions: JsonObject = {},
  keepsImages = true,
) {
  return {
    driverToolkit: {
      kernelSources: [
        // The lab's mirror has no kernels for the second.
        labKernelSource(lab, ['x86_64', 'ppc64le']),
        {
          id: 'gone',
          type: 'rpm',
          title: 'A mirror that is gone',
          repositories: ['http://127.0.0.1:9/$arch/'],
        },
      ],
      imageRepositories: [
        {
          id: 'lab',
          title: 'Lab registry',
          image: images.toolkit,
          kernelSources: [SOURCE],
          push: true,
          insecure: true,
          ...(images.signing && { signing: { ...images.signing } }),
        },
        ...(keepsImages
          ? [
              {
                id: 'kept',
                title: "The builder's own storage",
                image: images.kept,
                kernelSources: [SOURCE],
                builder: 'local',
              },
            ]
          : []),
      ],
      toolkit: {
        containerfile: resolve(__dirname, '../../../../Dockerfile'),
        baseImage: lab.baseImage,
      },
      drivers: { repositories: [{ prefix: images.drivers, insecure: true }] },
      builders: [
        {
          id: 'local',
          type: 'podman',
          architectures: ['x86_64'],
          extraArguments: ['--network=host'],
          // One test's downloads must not be available to the next.
          packageCache: { maxBytes: 0 },
        },
      ],
      ...additions,
    },
    integrations: {
      gitea: [
        {
          host: new URL(lab.forge).host,
          baseUrl: lab.forge,
          username: 'lab-forge',
          password: 'loopback-only',
        },
      ],
    },
  };
}

/** The lab's mirror as a kernel source. */
export function labKernelSource(lab: LabState, architectures: string[]) {
  return {
    id: SOURCE,
    type: 'rpm',
    title: 'CentOS Stream 9',
    repositories: [
      `${lab.mirror}/9-stream/BaseOS/$arch/os/`,
      `${lab.mirror}/9-stream/AppStream/$arch/os/`,
      { url: `${lab.mirror}/9-stream/RT/$arch/os/`, optional: true },
    ],
    architectures,
  };
}
