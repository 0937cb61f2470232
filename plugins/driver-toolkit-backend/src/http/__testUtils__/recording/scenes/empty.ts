import { ServiceUnavailableError } from '@backstage/errors';
import { driverEntity } from '../../../../__testUtils__/driverEntity';
import type { Scene } from '../Scene';
import { CENTOS_9, GHCR } from './world';

const LISTS = [
  '/sources',
  '/kernels',
  '/coverage',
  '/builds',
  '/builders',
  '/maintain',
  '/kernels?imageState=present&limit=20',
];

/** A backend without any configuration, and a driver. */
export const nothing: Scene = {
  config: {},
  entities: [
    driverEntity('simple-kmod', {
      image: 'registry.example.com/drivers/simple-kmod',
      location: 'https://github.com/acme/simple-kmod/',
    }),
  ],
  play: (_, recorder) =>
    recorder.watch(
      ...LISTS,
      '/driver-claim?entityRef=component%3Adefault%2Fsimple-kmod',
      '/drivers/default/simple-kmod/certificates',
      '/builds?entityRef=component%3Adefault%2Fsimple-kmod',
      '/kernels/centos-stream-9/5.14.0-391.el9',
    ),
};

/** A backend that has read nothing yet. */
export const unread: Scene = {
  config: {
    kernelSources: [CENTOS_9, { ...CENTOS_9, id: 'lab', title: 'Lab mirror' }],
    imageRepositories: [GHCR],
  },
  async play(backend, recorder) {
    backend.sources.get('centos-stream-9')!.error = new ServiceUnavailableError(
      'https://mirror.example.com/9-stream/BaseOS/x86_64/os/repodata/repomd.xml answered 503.',
    );
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.watch(...LISTS);
  },
};

/** A backend that has stopped because its configuration is wrong. */
export const stopped: Scene = {
  config: { kernelSource: [CENTOS_9] },
  play: (_, recorder) => recorder.watch(...LISTS),
};
