import type { Scene } from '../Scene';
import { aKernel, CENTOS_9, fill, GHCR, LOCAL } from './world';

const GIBIBYTE = 1024 ** 3;

/** Builders that are busy, have a storage, build toolkits or drivers only, or are unreachable. */
export const builders: Scene = {
  config: {
    kernelSources: [CENTOS_9],
    imageRepositories: [GHCR],
    builders: [
      { ...LOCAL, concurrency: 2 },
      { ...LOCAL, id: 'toolkits', builds: ['toolkits'] },
      {
        ...LOCAL,
        id: 'drivers',
        architectures: ['s390x'],
        builds: ['drivers'],
      },
      { ...LOCAL, id: 'arm', architectures: ['aarch64'] },
    ],
  },
  async play(backend, recorder) {
    const answer = { reachable: true, version: '4.3.1', problems: [] };
    for (const id of ['toolkits', 'drivers']) {
      backend.inspections.set(id, answer);
    }
    backend.inspections.set('local', {
      ...answer,
      freeBytes: 17 * GIBIBYTE,
      storage: {
        path: '/srv/driver-toolkit',
        maxBytes: 50 * GIBIBYTE,
        toolkits: 5 * GIBIBYTE,
        drivers: 2 * GIBIBYTE,
        images: 4 * GIBIBYTE,
        kept: 0,
      },
    });
    backend.inspections.set('arm', {
      reachable: false,
      problems: ['podman is not installed: apt-get install podman.'],
    });
    fill(backend, {
      kernels: {
        'centos-stream-9': [1, 2, 3].map(index =>
          aKernel(`5.14.0-${index}.el9`),
        ),
      },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    for (const index of [1, 2, 3]) {
      await recorder.act('POST', '/builds', {
        type: 'toolkit',
        source: 'centos-stream-9',
        kernel: `5.14.0-${index}.el9`,
      });
    }
    await recorder.watch('/builders', '/builds');
  },
};
