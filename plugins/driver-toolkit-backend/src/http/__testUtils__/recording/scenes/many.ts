import type { Page } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { driverEntity } from '../../../../__testUtils__/driverEntity';
import type { Scene } from '../Scene';
import { aKernel, anImage, CENTOS_9, fill, GHCR } from './world';

/** More kernels than fit a page, more images than fit a list, and a driver. */
export const many: Scene = {
  config: { kernelSources: [CENTOS_9], imageRepositories: [GHCR] },
  entities: [
    driverEntity('simple-kmod', {
      image: 'registry.example.com/drivers/simple-kmod',
      location: 'https://github.com/acme/simple-kmod/',
    }),
  ],
  async play(backend, recorder) {
    const versions = Array.from(
      { length: 60 },
      (_, index) => `5.14.0-${100 + index}.el9`,
    );
    fill(backend, {
      kernels: {
        'centos-stream-9': versions.map(kernel => aKernel(kernel)),
      },
      images: { ghcr: versions.slice(35).map(kernel => anImage(kernel)) },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    await recorder.watch(
      '/sources',
      '/builders',
      '/builds',
      '/builds?entityRef=component%3Adefault%2Fsimple-kmod',
      '/driver-claim?entityRef=component%3Adefault%2Fsimple-kmod',
      '/drivers/default/simple-kmod/certificates',
      '/kernels/centos-stream-9/5.14.0-159.el9',
    );
    for (const list of [
      '/kernels',
      '/kernels?imageState=present&limit=20',
      '/coverage?source=centos-stream-9',
    ]) {
      const { nextCursor } = await recorder.get<Page<unknown>>(list);
      const cursor = encodeURIComponent(nextCursor!);
      const sign = list.includes('?') ? '&' : '?';
      await recorder.watch(list, `${list}${sign}cursor=${cursor}`);
    }
    for (const state of ['present', 'absent', 'unknown']) {
      await recorder.watch(
        `/kernels?imageState=${state}&limit=1&source=centos-stream-9`,
      );
    }
  },
};
