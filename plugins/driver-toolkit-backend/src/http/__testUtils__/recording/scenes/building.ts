import {
  imageEntityRef,
  kernelEntityRef,
  type Build,
  type RequestedBuild,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { PlayedBackend } from '../PlayedBackend';
import type { Recorder } from '../Recorder';
import type { Scene } from '../Scene';
import {
  aKernel,
  anImage,
  CENTOS_9,
  digestOf,
  fill,
  GHCR,
  LOCAL,
  ON_AN_EARLIER_BASE,
} from './world';

const KERNEL = '5.14.0-427.el9';
const REQUEST = { type: 'toolkit', source: 'centos-stream-9', kernel: KERNEL };

/** A kernel without an image, one with several flavours, and one with an image. */
const config = {
  kernelSources: [CENTOS_9],
  imageRepositories: [GHCR],
  builders: [LOCAL],
};

/** @param flavours - of the kernel without an image */
async function open(
  backend: PlayedBackend,
  recorder: Recorder,
  flavours?: string[],
): Promise<void> {
  fill(backend, {
    kernels: {
      'centos-stream-9': [
        aKernel(KERNEL, flavours),
        aKernel('5.14.0-391.el9', ['x86_64', 'aarch64', 'x86_64+rt']),
        aKernel('5.14.0-388.el9'),
      ],
    },
    images: {
      ghcr: [
        anImage('5.14.0-391.el9', { architectures: ['amd64', 'arm64'] }),
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
    '/coverage',
    '/coverage?driver=component%3Adefault%2Fnic-159',
    ...['present', 'absent', 'unknown'].map(
      state => `/kernels?imageState=${state}&limit=1`,
    ),
    '/builds',
    ...[KERNEL, '5.14.0-391.el9', '5.14.0-388.el9'].flatMap(kernel => [
      `/kernels/centos-stream-9/${kernel}`,
      buildsOf(kernelEntityRef('centos-stream-9', kernel)),
      buildsOf(imageEntityRef('ghcr', kernel)),
    ]),
  );
}

function buildsOf(entityRef: string): string {
  return `/builds?entityRef=${encodeURIComponent(entityRef)}`;
}

/** Records a build, its log and its events. */
async function watchBuild(recorder: Recorder, { id }: Build): Promise<void> {
  await recorder.watch(`/builds/${id}`, `/builds/${id}/log?after=0`);
  await recorder.follow(id);
}

/** A toolkit image is requested, built and pushed. */
export const building: Scene = {
  config,
  async play(backend, recorder) {
    await open(backend, recorder);
    const build = await recorder.post<Build>('/builds', REQUEST);
    await watchBuild(recorder, build);
    await recorder.step(
      'it runs',
      async () => {
        backend.work();
        await backend.running(build.id);
      },
      1,
    );
    const running = await backend.running(build.id);
    await recorder.post('/builds', REQUEST);
    await recorder.step('it writes a line', () => running.log('one'), 1);
    await recorder.step('it writes another line', () => running.log('two'), 1);
    await recorder.step(
      'it writes markup',
      () => running.log('\u001b[31m<img src="x" onerror="alert(1)">\u001b[0m'),
      1,
    );
    await recorder.step('it is verified', () => running.enter('verifying'), 1);
    await recorder.step('it is pushed', () => running.enter('pushing'), 1);
    await recorder.step(
      'it succeeds',
      () => {
        fill(backend, {
          images: {
            ghcr: [
              ...backend.repositories.get('ghcr')!.images,
              anImage(KERNEL),
            ],
          },
        });
        running.succeed(digestOf(KERNEL));
      },
      1,
    );
  },
};

/** A running build is cancelled. */
export const cancelling: Scene = {
  config,
  async play(backend, recorder) {
    await open(backend, recorder);
    const build = await recorder.post<Build>('/builds', REQUEST);
    await watchBuild(recorder, build);
    await recorder.step(
      'it runs',
      async () => {
        backend.work();
        await backend.running(build.id);
      },
      1,
    );
    const running = await backend.running(build.id);
    await recorder.post(`/builds/${build.id}/cancel`, undefined, 1);
    await recorder.step(
      'it stops',
      () => running.fail(new Error('Stopped')),
      2,
    );
  },
};

/** A build fails, and is retried. */
export const failing: Scene = {
  config,
  async play(backend, recorder) {
    await open(backend, recorder);
    const build = await recorder.post<Build>('/builds', REQUEST);
    await watchBuild(recorder, build);
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
        running.log('STEP 7/14: RUN dnf -y install');
        running.fail(
          new BuildFailedError('dnf found no package kernel-devel.', {
            step: 'STEP 7/14: RUN dnf -y install',
            lines: ['Last metadata', '\u001b[31mError: no match\u001b[0m'],
          }),
        );
      },
      3,
    );
    const retry = await recorder.post<Build>(`/builds/${build.id}/retry`);
    await watchBuild(recorder, retry);
  },
};

/** Builds of one image for three architectures, one of them without a builder. */
export const architectures: Scene = {
  config: {
    ...config,
    builders: [
      { ...LOCAL, architectures: ['x86_64', 'aarch64'], concurrency: 2 },
    ],
  },
  async play(backend, recorder) {
    await open(backend, recorder, ['x86_64', 'aarch64', 's390x']);
    const build = await recorder.post<RequestedBuild>('/builds', REQUEST);
    const [other] = build.siblings!;
    await watchBuild(recorder, build);
    await watchBuild(recorder, other);
    await recorder.step(
      'they run',
      async () => {
        backend.work();
        await backend.running(build.id);
        await backend.running(other.id);
      },
      2,
    );
    await recorder.step(
      'one of them fails',
      async () => {
        const running = await backend.running(other.id);
        running.fail(new BuildFailedError('The machine is out of memory.'));
      },
      2,
    );
    await recorder.step('it is built again', async () => {
      const retry = await recorder.act<Build>(
        'POST',
        `/builds/${other.id}/retry`,
      );
      (await backend.running(retry.id)).succeed(digestOf('other'));
      await recorder.ended(retry.id);
    });
  },
};

/** A stale image is rebuilt, twice. */
export const rebuilding: Scene = {
  config,
  async play(backend, recorder) {
    fill(backend, {
      kernels: { 'centos-stream-9': [aKernel('5.14.0-381.el9')] },
      images: {
        ghcr: [anImage('5.14.0-381.el9', { labels: ON_AN_EARLIER_BASE })],
      },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    const kernel = kernelEntityRef('centos-stream-9', '5.14.0-381.el9');
    const image = imageEntityRef('ghcr', '5.14.0-381.el9');
    await recorder.watch(
      '/sources',
      '/builders',
      '/kernels',
      '/kernels/centos-stream-9/5.14.0-381.el9',
      '/coverage',
      ...['present', 'absent', 'unknown'].map(
        state => `/kernels?imageState=${state}&limit=1`,
      ),
      `/images?entityRef=${encodeURIComponent(image)}&limit=1`,
      buildsOf(kernel),
      buildsOf(image),
    );
    const request = {
      ...REQUEST,
      kernel: '5.14.0-381.el9',
      repository: 'ghcr',
      architectures: ['x86_64'],
      force: true,
    };
    const build = await recorder.post<Build>('/builds', request);
    await watchBuild(recorder, build);
    await recorder.step(
      'it runs',
      async () => {
        backend.work();
        await backend.running(build.id);
        backend.rest();
      },
      1,
    );
    const running = await backend.running(build.id);
    await recorder.step(
      'it succeeds',
      () => {
        fill(backend, { images: { ghcr: [anImage('5.14.0-381.el9')] } });
        running.succeed(digestOf('5.14.0-381.el9'));
      },
      1,
    );
    const again = await recorder.post<Build>('/builds', request);
    await watchBuild(recorder, again);
  },
};
