import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DriverToolkitClient,
  isFinished,
  type Build,
  type BuildEvent,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import driverToolkitPlugin from './index';
import { readLab } from './__testUtils__/lab';
import { createDriverRepository } from './__testUtils__/driverRepository';

jest.setTimeout(300_000);

const run = promisify(execFile);
const lab = readLab();
const SOURCE = 'centos-stream-9';
const KERNEL = '5.14.0-391.el9';
const UNAME = `${KERNEL}.x86_64`;
/** Its own repository in the registry, so that every run starts without images. */
const suffix = Date.now().toString(36);
const IMAGE = `${lab.registry}/it-${suffix}/driver-toolkit`;
const DRIVERS = `${lab.registry}/it-${suffix}/drivers`;

const driverToolkit = {
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
      image: IMAGE,
      kernelSources: [SOURCE],
      push: true,
      insecure: true,
    },
  ],
  toolkit: {
    containerfile: resolve(__dirname, '../../../Dockerfile'),
    baseImage: lab.baseImage,
  },
  drivers: { repositories: [{ prefix: DRIVERS, insecure: true }] },
  builders: [
    {
      id: 'local',
      type: 'podman',
      architectures: ['x86_64'],
      extraArguments: ['--network=host'],
    },
  ],
};

const driverEntity = (name: string, location: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: {
      'driver-toolkit/driver-image': `${DRIVERS}/${name}`,
      'backstage.io/source-location': `url:${location}`,
    },
  },
  spec: { type: 'driver-container', lifecycle: 'production', owner: 'drivers' },
});

describe('driver-toolkit backend on the lab', () => {
  let temporary: string;
  let api: DriverToolkitApi;
  let port: number;
  let stop: () => Promise<void>;
  const environment = { ...process.env };

  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'plugin-test-'));
    Object.assign(process.env, lab.env, { TMPDIR: temporary });
    const simple = await createDriverRepository(lab, `simple-${suffix}`, {
      complete: true,
    });
    const empty = await createDriverRepository(lab, `empty-${suffix}`, {
      complete: false,
    });
    const forge = new URL(lab.forge);
    const backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        mockServices.rootConfig.factory({
          data: {
            driverToolkit,
            integrations: {
              gitea: [
                {
                  host: forge.host,
                  baseUrl: lab.forge,
                  username: 'lab-forge',
                  password: 'loopback-only',
                },
              ],
            },
          },
        }),
        mockServices.urlReader.factory(),
        catalogServiceMock.factory({
          entities: [
            driverEntity('simple', simple),
            driverEntity('empty', empty),
            {
              ...driverEntity('elsewhere', simple),
              metadata: {
                name: 'elsewhere',
                annotations: {
                  'driver-toolkit/driver-image': 'ghcr.io/somebody/else',
                  'backstage.io/source-location': `url:${simple}`,
                },
              },
            },
          ],
        }),
      ],
    });
    port = backend.server.port();
    stop = () => backend.stop();
    api = DriverToolkitClient.create({
      discoveryApi: {
        getBaseUrl: async plugin => `http://127.0.0.1:${port}/api/${plugin}`,
      },
    });
    await api.refreshSource(SOURCE);
    await api.refreshSource('lab');
  });

  afterAll(async () => {
    await stop?.();
    process.env = environment;
    await rm(temporary, { recursive: true, force: true });
  });

  async function follow(id: string, until?: (event: BuildEvent) => boolean) {
    const events: BuildEvent[] = [];
    for await (const event of api.followBuild(id)) {
      events.push(event);
      if (until?.(event)) {
        break;
      }
    }
    const build = await api.getBuild(id);
    const lines = events.flatMap(e => (e.type === 'log' ? [e.line.line] : []));
    const states = events.flatMap(e =>
      e.type === 'state' ? [e.build.state] : [],
    );
    return { build, lines, states };
  }

  it('indexes the kernels and says which architecture could not be had', async () => {
    const sources = await api.getSources();
    expect(sources.find(s => s.id === SOURCE)).toMatchObject({
      kind: 'kernels',
      items: 3,
      warnings: expect.arrayContaining([
        expect.stringContaining('Kernels for aarch64 could not be read'),
      ]),
      lastSuccess: expect.any(String),
    });

    const { items } = await api.getKernels({ source: SOURCE });
    expect(items.map(k => k.kernel)).toEqual([
      '5.14.0-427.el9',
      '5.14.0-404.el9',
      '5.14.0-391.el9',
    ]);
    expect(items[2]).toMatchObject({
      imageState: 'absent',
      images: [{ reference: `${IMAGE}:${KERNEL}`, state: 'absent' }],
    });
    expect(items[2].flavours).toContainEqual(
      expect.objectContaining({ unameRelease: UNAME, buildable: true }),
    );
  });

  it('keeps the error of a source that cannot be reached beside the others', async () => {
    const source = await api.refreshSource('gone');

    expect(source.error).toContain('http://127.0.0.1:9/x86_64/');
    expect(source.lastSuccess).toBeUndefined();
    expect((await api.getKernels()).totalItems).toBe(3);
    expect((await api.getSnapshot()).complete).toBe(false);
  });

  it.each([
    [
      { source: SOURCE, kernel: '5.14.0-1.el9' },
      'CentOS Stream 9 has no kernel 5.14.0-1.el9',
    ],
    [
      { source: 'nothing', kernel: KERNEL },
      "There is no kernel source 'nothing'; configured are: centos-stream-9, gone",
    ],
    [
      { source: SOURCE, kernel: KERNEL, repository: 'nothing' },
      "There is no image repository 'nothing'",
    ],
    [
      { source: SOURCE, kernel: KERNEL, architectures: ['s390x'] },
      'There is no s390x for kernel 5.14.0-391.el9; there is x86_64',
    ],
    [
      { source: SOURCE, kernel: '$(reboot); --privileged' },
      'has no kernel $(reboot); --privileged',
    ],
  ])('refuses to build %j', async (request, message) => {
    await expect(
      api.createBuild({ type: 'toolkit', ...request }),
    ).rejects.toThrow(message);
    expect((await api.getBuilds({})).totalItems).toBe(0);
  });

  it('validates requests against its description', async () => {
    const answer = await fetch(
      `http://127.0.0.1:${port}/api/driver-toolkit/builds`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'toolkit', source: SOURCE, kernel: 7 }),
      },
    );

    expect(answer.status).toBe(400);
    const { error } = await answer.json();
    expect(error.message).toBe('request/body/kernel must be string');
    expect(error.stack).toBeUndefined();
  });

  it('tells the two kinds of request apart', async () => {
    const request = { source: SOURCE, kernel: KERNEL };
    await expect(
      api.createBuild({ type: 'driver', ...request } as never),
    ).rejects.toThrow("A driver build needs 'entityRef'");
    await expect(
      api.createBuild({ type: 'toolkit', ...request, variant: 'rt' } as never),
    ).rejects.toThrow("A toolkit build takes no 'variant'");
  });

  it('refuses a driver build while there is no toolkit image, or nowhere to push', async () => {
    const request = { type: 'driver', source: SOURCE, kernel: KERNEL } as const;

    await expect(
      api.createBuild({ ...request, entityRef: 'component:default/simple' }),
    ).rejects.toThrow(
      `Kernel ${KERNEL} has no toolkit image to build with. Build it on the kernel's page first.`,
    );
    await expect(
      api.createBuild({ ...request, entityRef: 'component:default/elsewhere' }),
    ).rejects.toThrow(
      'ghcr.io/somebody/else is no place driver images may be pushed to',
    );
    await expect(
      api.createBuild({ ...request, entityRef: 'component:default/nobody' }),
    ).rejects.toThrow('There is no entity component:default/nobody');
  });

  it('stops a build in the middle of a step and builds again afterwards', async () => {
    const { build } = await api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: '5.14.0-404.el9',
    });
    await follow(
      build.id,
      event =>
        event.type === 'log' && /STEP \d+\/\d+: RUN/.test(event.line.line),
    );
    await api.cancelBuild(build.id);

    const { build: cancelled, lines } = await follow(build.id);
    expect(cancelled.state).toBe('cancelled');
    expect(lines[lines.length - 1]).toBe('Cancelled.');
    const { stdout } = await run('podman', ['ps', '-aq', '--external'], {
      // Without it the real environment is taken, not this test's.
      env: process.env,
    });
    expect(stdout).toBe('');
    await expect(api.cancelBuild(build.id)).resolves.toMatchObject({
      state: 'cancelled',
    });
    expect(
      (await api.getKernel(SOURCE, '5.14.0-404.el9')).images[0].state,
    ).toBe('absent');
  });

  describe('once a toolkit image was built', () => {
    let first: { build: Build; created: boolean };
    let second: { build: Build; created: boolean };
    let followed: Awaited<ReturnType<typeof follow>>;

    beforeAll(async () => {
      const request = {
        type: 'toolkit',
        source: SOURCE,
        kernel: KERNEL,
      } as const;
      first = await api.createBuild(request);
      second = await api.createBuild(request);
      followed = await follow(first.build.id);
    });

    it('has built the same thing once for two who asked', () => {
      expect(first.created).toBe(true);
      expect(second).toMatchObject({
        created: false,
        build: { id: first.build.id },
      });
    });

    it('went through every state and read the digest back', async () => {
      expect(followed.build).toMatchObject({
        state: 'succeeded',
        builder: 'local',
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      });
      expect(followed.states).toEqual(
        expect.arrayContaining(['running', 'succeeded']),
      );
      expect(followed.lines).toContainEqual(
        `Pushed and read back: ${IMAGE}:${KERNEL}@${followed.build.digest}`,
      );
    });

    it('is in the index at once, with its labels', async () => {
      expect(await api.getKernel(SOURCE, KERNEL)).toMatchObject({
        imageState: 'present',
        images: [{ state: 'present', digest: followed.build.digest }],
        latestBuild: { id: followed.build.id },
      });
      expect(await api.getImage('lab', KERNEL)).toMatchObject({
        digest: followed.build.digest,
        labels: {
          'kernel-version': KERNEL,
          'kernel-rt-version': KERNEL,
          'org.opencontainers.image.base.name': lab.baseImage,
          'org.opencontainers.image.base.digest': expect.stringMatching(
            /^sha256:[0-9a-f]{64}$/,
          ),
        },
        platforms: [{ architecture: 'amd64', size: expect.any(Number) }],
        kernels: [{ source: SOURCE, kernel: KERNEL }],
      });
    });

    it('lists the build on the pages of its kernel and image', async () => {
      const ofKernel = await api.getBuilds({
        entityRef: `resource:default/${SOURCE}-${KERNEL}`,
      });
      const ofImage = await api.getBuilds({
        entityRef: `resource:default/lab-${KERNEL}`,
      });
      expect(ofKernel.items.map(b => b.id)).toEqual([followed.build.id]);
      expect(ofImage.items.map(b => b.id)).toEqual([followed.build.id]);
    });

    it('gives the log as text, whole and from a line on', async () => {
      const whole = (await api.getBuildLog(followed.build.id)).split('\n');
      expect(whole.slice(0, -1)).toEqual(followed.lines);
      const { lastSequence } = followed.build;
      expect(await api.getBuildLog(followed.build.id, lastSequence - 1)).toBe(
        `${followed.lines[followed.lines.length - 1]}\n`,
      );
    });

    it('builds it again only when forced', async () => {
      await expect(
        api.createBuild({ type: 'toolkit', source: SOURCE, kernel: KERNEL }),
      ).rejects.toThrow('is there already');
    });

    it('builds a driver whose module is for that kernel', async () => {
      const { build } = await api.createBuild({
        type: 'driver',
        entityRef: 'component:default/simple',
        source: SOURCE,
        kernel: KERNEL,
      });
      const { build: done, lines } = await follow(build.id);

      expect(done).toMatchObject({
        state: 'succeeded',
        imageReference: `${DRIVERS}/simple:${UNAME}`,
        digest: expect.stringMatching(/^sha256:/),
      });
      expect(lines).toContainEqual(
        expect.stringMatching(
          new RegExp(`^Verified: .*\\.ko.* has vermagic ${UNAME} `),
        ),
      );
    });

    it('says that a driver repository has no Containerfile', async () => {
      const { build } = await api.createBuild({
        type: 'driver',
        entityRef: 'component:default/empty',
        source: SOURCE,
        kernel: KERNEL,
      });
      const { build: done } = await follow(build.id);

      expect(done.state).toBe('failed');
      expect(done.error?.message).toContain(
        'has neither a Containerfile nor a Dockerfile at its top',
      );
      expect(isFinished(done)).toBe(true);
    });
  });
});
