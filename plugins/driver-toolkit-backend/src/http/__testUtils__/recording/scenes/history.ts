import { mockCredentials } from '@backstage/backend-test-utils';
import {
  imageEntityRef,
  kernelEntityRef,
  type Build,
  type Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { driverEntity } from '../../../../__testUtils__/driverEntity';
import type { Scene } from '../Scene';
import {
  aKernel,
  anImage,
  CENTOS_9,
  digestOf,
  fill,
  GHCR,
  LOCAL,
} from './world';

const DRIVER = 'component:default/simple-kmod';
const BUILT = '5.14.0-391.el9';
const NEW = '5.14.0-427.el9';

const entities = ['simple-kmod', 'other-kmod'].map(name =>
  driverEntity(name, {
    image: `registry.example.com/drivers/${name}`,
    location: `https://github.com/acme/${name}/`,
  }),
);

/**
 * Finished builds of toolkit images and of a driver, requested by a user and by
 * a service; then one of them is retried.
 */
export const history: Scene = {
  config: {
    kernelSources: [CENTOS_9],
    imageRepositories: [GHCR],
    drivers: {
      repositories: [{ prefix: 'registry.example.com/drivers' }],
    },
    builders: [{ ...LOCAL, architectures: ['x86_64', 'aarch64'] }],
  },
  entities,
  async play(backend, recorder) {
    fill(backend, {
      kernels: {
        'centos-stream-9': [
          aKernel(NEW),
          aKernel(BUILT, ['x86_64', 'aarch64', 'x86_64+rt']),
        ],
      },
      images: { ghcr: [anImage(BUILT)] },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    backend.work();

    const toolkit = { type: 'toolkit', source: 'centos-stream-9' };
    const ended = [
      { kernel: NEW, outcome: 'The disk is full.' },
      {
        kernel: BUILT,
        force: true,
        architectures: ['x86_64'],
        outcome: 'The registry is down.',
      },
      { kernel: BUILT, force: true, architectures: ['x86_64'] },
    ];
    for (const { outcome, ...request } of ended) {
      recorder.pass();
      const { id } = await recorder.act<Build>('POST', '/builds', {
        ...toolkit,
        ...request,
      });
      const running = await backend.running(id);
      recorder.pass(2);
      if (outcome) {
        running.fail(new BuildFailedError(outcome));
      } else {
        running.succeed(digestOf(BUILT));
      }
      await recorder.ended(id);
    }
    recorder.authorization = mockCredentials.service.header();
    recorder.pass();
    const { id: ofDriver } = await recorder.act<Build>('POST', '/builds', {
      type: 'driver',
      entityRef: DRIVER,
      source: 'centos-stream-9',
      kernel: BUILT,
      architecture: 'x86_64',
      variant: 'rt',
    });
    (await backend.running(ofDriver)).succeed(digestOf('driver'));
    await recorder.ended(ofDriver);
    recorder.authorization = mockCredentials.user.header('user:default/guest');
    backend.rest();

    const entityRefs = [
      DRIVER,
      'component:default/other-kmod',
      kernelEntityRef('centos-stream-9', NEW),
      kernelEntityRef('centos-stream-9', BUILT),
      imageEntityRef('ghcr', NEW),
      imageEntityRef('ghcr', BUILT),
    ];
    await recorder.watch(
      '/sources',
      '/builders',
      '/kernels',
      '/kernels?imageState=present&limit=20',
      '/kernels?imageState=present&limit=20&q=5.14',
      ...['present', 'absent', 'unknown'].map(
        state => `/kernels?imageState=${state}&limit=1`,
      ),
      `/kernels/centos-stream-9/${NEW}`,
      `/kernels/centos-stream-9/${BUILT}`,
      '/coverage',
      '/coverage?driver=component%3Adefault%2Fsimple-kmod',
      `/driver-claim?entityRef=${encodeURIComponent(DRIVER)}`,
      '/drivers/default/simple-kmod/certificates',
      '/drivers/default/simple-kmod/verdicts',
      '/driver-claim?entityRef=component%3Adefault%2Fother-kmod',
      '/drivers/default/other-kmod/certificates',
      '/drivers/default/other-kmod/verdicts',
      '/builds',
      '/builds?limit=2',
      '/builds?state=queued',
      '/builds?state=succeeded&type=driver',
      ...entityRefs.map(
        entityRef => `/builds?entityRef=${encodeURIComponent(entityRef)}`,
      ),
    );
    const { items } = await recorder.get<{ items: Build[] }>('/builds');
    const { nextCursor } = await recorder.get<Page<Build>>('/builds?limit=2');
    await recorder.watch(`/builds?limit=2&cursor=${nextCursor}`);
    for (const { id, type } of items) {
      await recorder.watch(
        `/builds/${id}`,
        `/builds/${id}/log?after=0`,
        ...(type === 'driver' ? [`/builds/${id}/verdict`] : []),
      );
      await recorder.follow(id);
    }
    const failed = items.find(({ kernel }) => kernel === NEW)!;
    const retry = await recorder.post<Build>(`/builds/${failed.id}/retry`);
    await recorder.watch(`/builds/${retry.id}`);
    await recorder.follow(retry.id);
  },
};

/** The first build of a driver container fails; then the driver is built again. */
export const driver: Scene = {
  config: history.config,
  entities,
  async play(backend, recorder) {
    fill(backend, {
      kernels: {
        'centos-stream-9': [
          aKernel(NEW),
          aKernel(BUILT, ['x86_64', 'aarch64', 'x86_64+rt']),
          aKernel('5.14.0-388.el9'),
        ],
      },
      images: {
        ghcr: [
          anImage(BUILT, { architectures: ['amd64', 'arm64'] }),
          anImage('5.14.0-388.el9'),
        ],
      },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    await recorder.watch(
      '/sources',
      '/builders',
      '/kernels',
      '/kernels?imageState=present&limit=20',
      '/kernels?imageState=present&limit=20&q=5.14.0-3',
      '/kernels?imageState=present&limit=20&q=5.14.0-388.el9',
      ...['present', 'absent', 'unknown'].map(
        state => `/kernels?imageState=${state}&limit=1`,
      ),
      ...[NEW, BUILT, '5.14.0-388.el9', '5.14.0-1.el9'].map(
        kernel => `/kernels/centos-stream-9/${kernel}`,
      ),
      '/coverage',
      `/driver-claim?entityRef=${encodeURIComponent(DRIVER)}`,
      '/drivers/default/simple-kmod/certificates',
      '/drivers/default/simple-kmod/verdicts',
      '/builds',
      `/builds?entityRef=${encodeURIComponent(DRIVER)}`,
    );
    const build = await recorder.post<Build>('/builds', {
      type: 'driver',
      entityRef: DRIVER,
      source: 'centos-stream-9',
      kernel: BUILT,
    });
    await recorder.watch(
      `/builds/${build.id}`,
      `/builds/${build.id}/log?after=0`,
      `/builds/${build.id}/verdict`,
    );
    await recorder.follow(build.id);
    await recorder.step(
      'it runs',
      async () => {
        backend.work();
        await backend.running(build.id);
        backend.rest();
      },
      1,
    );
    await recorder.step(
      'it fails',
      async () => {
        const running = await backend.running(build.id);
        running.fail(new BuildFailedError('make: *** Error 2'));
      },
      2,
    );
    const again = await recorder.post<Build>('/builds', {
      type: 'driver',
      entityRef: DRIVER,
      source: 'centos-stream-9',
      kernel: BUILT,
      architecture: 'x86_64',
    });
    await recorder.watch(`/builds/${again.id}`, `/builds/${again.id}/verdict`);
    await recorder.follow(again.id);
    const other = await recorder.post<Build>('/builds', {
      type: 'driver',
      entityRef: DRIVER,
      source: 'centos-stream-9',
      kernel: '5.14.0-388.el9',
      variant: 'default',
    });
    await recorder.watch(`/builds/${other.id}`, `/builds/${other.id}/verdict`);
    await recorder.follow(other.id);
  },
};
