import { resolve } from 'node:path';
import type { JsonObject } from '@backstage/types';
import type { LabState } from './lab';
import { SOURCE } from './labKernel';

/** Where a test's images go. */
export interface ImagePlaces {
  /** Repository of toolkit images. */
  toolkit: string;
  /** Prefix of driver images. */
  drivers: string;
  /** Repository of toolkit images that stay on the builder. */
  kept: string;
}

/**
 * The backend's configuration on the lab: what is there, and a mirror that is not.
 *
 * @param additions - to `driverToolkit`
 */
export function labConfiguration(
  lab: LabState,
  images: ImagePlaces,
  additions: JsonObject = {},
) {
  return {
    driverToolkit: {
      kernelSources: [
        {
          id: SOURCE,
          type: 'rpm',
          title: 'CentOS Stream 9',
          repositories: [
            `${lab.mirror}/9-stream/BaseOS/$arch/os/`,
            `${lab.mirror}/9-stream/AppStream/$arch/os/`,
            { url: `${lab.mirror}/9-stream/RT/$arch/os/`, optional: true },
          ],
          architectures: ['x86_64', 'aarch64'],
        },
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
        },
        {
          id: 'kept',
          title: "The builder's own storage",
          image: images.kept,
          kernelSources: [SOURCE],
          builder: 'local',
        },
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
