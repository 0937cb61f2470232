import { ServiceUnavailableError } from '@backstage/errors';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { driverEntity } from '../../../../__testUtils__/driverEntity';
import type { Scene } from '../Scene';
import { aKernel, anImage, CENTOS_9, fill, GHCR, LOCAL } from './world';

const source = (id: string, title: string) => ({ ...CENTOS_9, id, title });
const libraryOf = (kernelSource: string, rest: object = {}) => ({
  kernelSource,
  imageRepository: 'ghcr',
  keepLatest: 1,
  budget: 2,
  ...rest,
});

/** Libraries with every kind of run. */
export const libraries: Scene = {
  config: {
    kernelSources: [
      CENTOS_9,
      source('rocky-9', 'Rocky Linux 9'),
      source('alma-9', 'AlmaLinux 9'),
      source('oracle-9', 'Oracle Linux 9'),
      source('idle', 'Idle'),
    ],
    imageRepositories: [{ ...GHCR, title: 'ghcr.io/dtk' }],
    builders: [LOCAL],
    maintain: [
      libraryOf('centos-stream-9', { keepLatest: 5 }),
      libraryOf('rocky-9', {
        keepLatest: 2,
        retention: { keepLatest: 2, dryRun: true },
      }),
      libraryOf('alma-9', { retention: { keepLatest: 2, dryRun: false } }),
      libraryOf('oracle-9'),
      libraryOf('idle'),
    ],
  },
  entities: [
    {
      ...driverEntity('nic', {
        image: 'registry.example.com/drivers/nic',
        location: 'https://github.com/acme/nic/',
      }),
    },
  ].map(entity => ({
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        'driver-toolkit/kernel': 'rocky-9/5.14.0-388.el9',
      },
    },
  })),
  async play(backend, recorder) {
    const run = (id: string) =>
      recorder.act<MaintenanceRun>('POST', `/maintain/${id}/ghcr/run`);
    fill(backend, {
      kernels: {
        'centos-stream-9': [aKernel('5.14.0-432.el9')],
        'rocky-9': ['427', '404', '391', '388', '383'].map(release =>
          aKernel(`5.14.0-${release}.el9`),
        ),
        'alma-9': ['503', '502', '501', '500'].map(release =>
          aKernel(`5.14.0-${release}.el9`),
        ),
        idle: [aKernel('5.14.0-600.el9')],
      },
      images: {
        ghcr: [
          '600',
          '503',
          '502',
          '501',
          '500',
          '404',
          '391',
          '388',
          '383',
        ].map(release => anImage(`5.14.0-${release}.el9`)),
      },
    });
    for (const id of [
      ...backend.sources.keys(),
      ...backend.repositories.keys(),
    ]) {
      await recorder.act('POST', `/sources/${id}/refresh`);
    }
    backend.sources.get('oracle-9')!.error = new ServiceUnavailableError(
      'repomd.xml answered 503.',
    );
    await recorder.act('POST', '/sources/oracle-9/refresh');

    // The first run queues a build, which fails; the second run skips it.
    const first = await run('rocky-9');
    backend.work();
    const { buildId } = first.queued[0];
    const running = await backend.running(buildId);
    backend.rest();
    running.fail(new BuildFailedError('The disk is full.'));
    await recorder.ended(buildId);
    recorder.pass();
    backend.sources
      .get('rocky-9')!
      .reading.kernels.unshift(aKernel('5.14.0-430.el9'));
    await recorder.act('POST', '/sources/rocky-9/refresh');
    await run('rocky-9');
    for (const id of ['oracle-9', 'idle', 'alma-9']) {
      recorder.pass();
      await run(id);
    }

    await recorder.watch('/sources', '/maintain', '/builds');
    await recorder.post('/maintain/alma-9/ghcr/run');
    const ghcr = backend.repositories.get('ghcr')!;
    let end = () => {};
    let other: Promise<unknown>;
    await recorder.step('a run begins', async () => {
      ghcr.pause = () =>
        new Promise(resolve => {
          end = resolve;
        });
      other = run('centos-stream-9');
    });
    await recorder.post('/maintain/centos-stream-9/ghcr/run');
    await recorder.step('it ends', async () => {
      end();
      await other;
    });
  },
};

/** A library without runs. */
export const library: Scene = {
  config: {
    kernelSources: [CENTOS_9],
    imageRepositories: [{ ...GHCR, title: 'ghcr.io/dtk' }],
    builders: [LOCAL],
    maintain: [libraryOf('centos-stream-9', { keepLatest: 5 })],
  },
  async play(backend, recorder) {
    fill(backend, {
      kernels: { 'centos-stream-9': [aKernel('5.14.0-432.el9')] },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    await recorder.watch('/sources', '/maintain', '/builds');
    const { queued } = await recorder.post<MaintenanceRun>(
      '/maintain/centos-stream-9/ghcr/run',
    );
    await recorder.watch(`/builds/${queued[0].buildId}`);
  },
};

/** A source and a repository of images without a library. */
export const unkept: Scene = {
  config: {
    kernelSources: [CENTOS_9],
    imageRepositories: [GHCR],
  },
  play: (_, recorder) => recorder.watch('/sources', '/maintain'),
};
