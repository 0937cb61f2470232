import { ServiceUnavailableError } from '@backstage/errors';
import type { BuildError } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  flavourOf,
  imageOf,
  readingOf,
} from '../index/__testUtils__/TestIndex';
import { BASE_IMAGE, SERVICE, TestLibrary } from './__testUtils__/TestLibrary';

jest.setTimeout(60_000);

const KERNELS = ['1-4', '1-3', '1-2', '1-1'];

describe.each(databases.eachSupportedId())('a library on %s', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
  });

  async function createLibrary(maintain = {}): Promise<TestLibrary> {
    const library = new TestLibrary(knex, { maintain });
    library.index.stream.reading = readingOf(...KERNELS);
    await library.refresh();
    return library;
  }

  const queuedKernels = ({ queued }: { queued: { kernel: string }[] }) =>
    queued.map(({ kernel }) => kernel);

  it('queues the missing images of the newest kernels, up to its budget', async () => {
    const library = await createLibrary({ keepLatest: 3, budget: 1 });
    library.index.registry.images = [imageOf('1-4')];
    await library.refresh();

    const run = await library.run();

    expect(run).toMatchObject({
      requestedBy: SERVICE,
      problems: [],
      queued: [
        {
          kernel: '1-3',
          architecture: 'x86_64',
          cause: 'missing',
          buildId: expect.any(String),
        },
      ],
      skipped: [{ kernel: '1-2', architecture: 'x86_64', cause: 'budget' }],
      tags: [],
    });
    const { items } = await library.builds.list({});
    expect(items).toMatchObject([
      {
        id: run.queued[0].buildId,
        state: 'queued',
        kernel: '1-3',
        repository: 'registry',
        requestedBy: SERVICE,
      },
    ]);
    expect(await library.runs.list('stream/registry')).toEqual([run]);
  });

  it('continues where the last run stopped', async () => {
    const library = await createLibrary({ budget: 2 });
    expect(queuedKernels(await library.run())).toEqual(['1-4', '1-3']);

    const second = await library.run();

    expect(queuedKernels(second)).toEqual(['1-2', '1-1']);
    expect(second.skipped).toMatchObject([
      { kernel: '1-4', cause: 'unfinished' },
      { kernel: '1-3', cause: 'unfinished' },
    ]);
  });

  it('queues nothing whose state is unknown, and says why', async () => {
    const library = await createLibrary({ keepLatest: 2 });
    library.index.registry.error = new Error('boom');
    await expect(library.index.refresh('registry')).rejects.toThrow();

    const run = await library.run();

    expect(run.queued).toEqual([]);
    expect(run.skipped).toMatchObject([
      { kernel: '1-4', cause: 'unknown', reason: expect.any(String) },
      { kernel: '1-3', cause: 'unknown', reason: expect.any(String) },
    ]);
  });

  it('counts no image as missing while the registry is down', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    library.index.registry.error = new ServiceUnavailableError('It is down.');

    const run = await library.run();

    expect(run.queued).toEqual([]);
    expect(run.skipped).toMatchObject([
      { kernel: '1-4', cause: 'unknown', reason: 'It is down.' },
    ]);
  });

  it('sees what others pushed since the last read', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    library.index.registry.images = [imageOf('1-4')];

    expect(await library.run()).toMatchObject({ queued: [], skipped: [] });
  });

  it('queues nothing for a tag whose details could not be read', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    library.index.registry.images = [
      imageOf('1-4', {
        error: 'The manifest could not be read',
        platforms: [],
      }),
    ];
    await library.refresh();

    const run = await library.run();

    expect(run.queued).toEqual([]);
    expect(run.skipped).toMatchObject([
      {
        kernel: '1-4',
        cause: 'unknown',
        reason: expect.stringContaining('The manifest could not be read'),
      },
    ]);
  });

  it("does nothing while its source's last read failed", async () => {
    const library = new TestLibrary(knex);
    expect((await library.run()).problems).toEqual([
      expect.stringContaining('It has not been read yet.'),
    ]);
    library.index.stream.reading = readingOf(...KERNELS);
    await library.refresh();
    library.index.stream.pause = async () => {
      throw new Error('boom');
    };
    await expect(library.index.refresh('stream')).rejects.toThrow();

    const run = await library.run();

    expect(run).toMatchObject({ queued: [], skipped: [] });
    expect(run.problems).toEqual([
      expect.stringContaining('Its last read failed'),
    ]);
  });

  it('builds nothing for an architecture that could not be read completely', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    library.index.stream.reading = {
      kernels: [],
      warnings: ['x86_64 could not be read'],
      incompleteArchitectures: ['x86_64'],
    };
    await library.refresh();

    expect(await library.run()).toMatchObject({
      queued: [],
      skipped: [
        {
          kernel: '1-4',
          architecture: 'x86_64',
          cause: 'unknown',
          reason: expect.stringContaining(
            'last read failed for this architecture',
          ),
        },
      ],
    });
  });

  it('does nothing while a reading of its source is held back', async () => {
    const library = await createLibrary();
    library.index.stream.reading = readingOf();
    await expect(library.index.refresh('stream')).rejects.toThrow();

    const run = await library.run();

    expect(run.queued).toEqual([]);
    expect(run.problems).toEqual([
      expect.stringContaining('kernels for x86_64 are missing'),
    ]);
  });

  it.each(['failed', 'cancelled'] as const)(
    'skips a build that has %s until its base image has changed',
    async state => {
      const library = await createLibrary({ keepLatest: 1 });
      await library.setBaseDigest('sha256:a');
      const { queued } = await library.run();
      await library.finishBuild(queued[0].buildId, state);

      expect(await library.run()).toMatchObject({
        queued: [],
        skipped: [
          {
            kernel: '1-4',
            cause: 'unchanged',
            reason: expect.stringContaining(`Its last build has ${state}`),
            buildId: queued[0].buildId,
          },
        ],
      });
      await library.setBaseDigest('sha256:b');
      expect(queuedKernels(await library.run())).toEqual(['1-4']);
    },
  );

  it('does not treat a formerly unknown digest as a change', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    const { queued } = await library.run();
    await library.finishBuild(queued[0].buildId, 'failed');
    await library.setBaseDigest('sha256:a');

    expect((await library.run()).queued).toEqual([]);
  });

  it('retries a failed build when its Containerfile has changed', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    await library.setContainerfileDigest('sha256:a');
    const { queued } = await library.run();
    await library.finishBuild(queued[0].buildId, 'failed');
    expect((await library.run()).queued).toEqual([]);

    await library.setContainerfileDigest('sha256:b');

    expect(queuedKernels(await library.run())).toEqual(['1-4']);
  });

  it('retries a failed build when its packages have changed', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    const { queued } = await library.run();
    await library.finishBuild(queued[0].buildId, 'failed');
    const reading = readingOf(...KERNELS);
    reading.kernels[0].flavours[0].packages.push('kernel-modules-extra');
    library.index.stream.reading = reading;
    await library.refresh();

    expect(queuedKernels(await library.run())).toEqual(['1-4']);
  });

  describe('with a temporary build failure', () => {
    const AWAY = { message: 'The registry answered 503', transient: true };
    const BROKEN = { message: 'driver.c:1: error: expected declaration' };
    const MINUTE = 60_000;
    const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);
    let library: TestLibrary;

    beforeEach(async () => {
      library = await createLibrary({ keepLatest: 1 });
    });

    /** Ends a run's only build at a time in the past, and returns it. */
    async function fail(minutes: number, error: BuildError = AWAY) {
      const { queued } = await library.run();
      expect(queuedKernels({ queued })).toEqual(['1-4']);
      const [{ buildId }] = queued;
      const finishedAt = ago(minutes);
      await library.finishBuild(buildId, 'failed', { error, finishedAt });
      return { buildId, finishedAt };
    }

    it('waits, says until when, and retries', async () => {
      const { buildId, finishedAt } = await fail(9);

      const next = new Date(finishedAt.getTime() + 10 * MINUTE).toISOString();
      expect(await library.run()).toMatchObject({
        queued: [],
        skipped: [
          {
            kernel: '1-4',
            architecture: 'x86_64',
            cause: 'later',
            reason: `Its last build failed temporarily; a run after ${next} retries it. Retry the build yourself to start it now.`,
            buildId,
          },
        ],
      });

      await library.finishBuild(buildId, 'failed', { finishedAt: ago(10) });
      expect(queuedKernels(await library.run())).toEqual(['1-4']);
    });

    it('doubles the wait each time, up to half a day', async () => {
      const waits = [10, 20, 40, 80, 160, 320, 640, 720, 720];
      for (const [index, wait] of waits.entries()) {
        const { buildId } = await fail(wait - 1);
        const { skipped } = await library.run();
        expect([wait, skipped.map(({ cause }) => cause)]).toEqual([
          wait,
          ['later'],
        ]);
        expect(skipped[0].reason.includes(`, ${index + 1} times so far`)).toBe(
          index > 0,
        );
        await library.finishBuild(buildId, 'failed', { finishedAt: ago(wait) });
      }
    });

    it('skips a build that then fails permanently', async () => {
      await fail(10);
      await fail(10_000, BROKEN);

      expect(await library.run()).toMatchObject({
        queued: [],
        skipped: [{ cause: 'unchanged' }],
      });
    });

    it.each(['cancelled', 'succeeded'] as const)(
      'starts with a short wait after one that has %s',
      async state => {
        await fail(10);
        await fail(20);
        const { plan } = (await library.builds.get(
          (
            await library.run()
          ).queued[0].buildId,
        ))!;
        const { items } = await library.builds.list({});
        await library.finishBuild(items[0].id, state);
        const retry = await library.builds.create(plan, 'user:default/a');
        await library.finishBuild(retry.build.id, 'failed', {
          error: AWAY,
          finishedAt: ago(10),
        });

        expect(queuedKernels(await library.run())).toEqual(['1-4']);
      },
    );

    it('does not wait after a change, and counts from the start', async () => {
      await library.setBaseDigest('sha256:a');
      await fail(10);
      await fail(0);
      expect((await library.run()).queued).toEqual([]);

      await library.setBaseDigest('sha256:b');

      await fail(9);
      expect((await library.run()).skipped).toMatchObject([
        { cause: 'later', reason: expect.not.stringContaining('times so far') },
      ]);
    });

    it('keeps counting for a kernel that was left out for a while', async () => {
      await fail(10);
      await fail(20);
      library.index.stream.reading = readingOf('1-5', ...KERNELS);
      library.index.registry.images = [imageOf('1-5')];
      await library.refresh();
      expect(await library.run()).toMatchObject({ queued: [], skipped: [] });

      library.index.stream.reading = readingOf(...KERNELS);
      await library.refresh();

      await fail(39);
      expect((await library.run()).skipped).toMatchObject([
        { cause: 'later', reason: expect.stringContaining(', 3 times so far') },
      ]);
    });

    it('queues one build of each image that is due, within its budget', async () => {
      const wide = await createLibrary({ keepLatest: 3, budget: 3 });
      const { queued } = await wide.run();
      for (const { buildId } of queued) {
        await wide.finishBuild(buildId, 'failed', {
          error: AWAY,
          finishedAt: ago(10),
        });
      }
      const narrow = await createLibrary({ keepLatest: 3, budget: 2 });

      const run = await narrow.run();

      expect(queuedKernels(run)).toEqual(['1-4', '1-3']);
      expect(run.skipped).toMatchObject([{ kernel: '1-2', cause: 'budget' }]);
    });
  });

  it("builds a removed image again after a person's retry succeeded", async () => {
    const library = await createLibrary({ keepLatest: 1 });
    const { queued } = await library.run();
    await library.finishBuild(queued[0].buildId, 'failed');
    const { plan } = (await library.builds.get(queued[0].buildId))!;
    const retry = await library.builds.create(plan, 'user:default/a');
    await library.finishBuild(retry.build.id, 'succeeded');

    expect(queuedKernels(await library.run())).toEqual(['1-4']);
  });

  it('rebuilds each stale image once, if configured', async () => {
    const images = [
      imageOf('1-4', {
        labels: {
          'org.opencontainers.image.base.name': BASE_IMAGE,
          'org.opencontainers.image.base.digest': 'sha256:a',
        },
      }),
    ];
    const lazy = await createLibrary({ keepLatest: 1 });
    lazy.index.registry.images = images;
    await lazy.refresh();
    await lazy.setBaseDigest('sha256:b');
    expect((await lazy.run()).queued).toEqual([]);

    const library = await createLibrary({ keepLatest: 1, rebuildStale: true });
    library.index.registry.images = images;
    await library.refresh();
    const { queued } = await library.run();
    expect(queued).toMatchObject([{ kernel: '1-4', cause: 'stale' }]);
    await library.finishBuild(queued[0].buildId, 'succeeded');

    expect(await library.run()).toMatchObject({
      queued: [],
      skipped: [{ kernel: '1-4', cause: 'unchanged' }],
    });
  });

  it('names what cannot be built, and ignores kernels that have left', async () => {
    const library = await createLibrary({ keepLatest: 3 });
    library.index.registry.images = [imageOf('1-2')];
    await library.refresh();
    library.index.stream.reading = {
      warnings: [],
      kernels: [
        {
          kernel: '1-5',
          flavours: [{ ...flavourOf('1-5', 'x86_64'), buildable: false }],
        },
        { kernel: '1-4', flavours: [flavourOf('1-4', 'aarch64')] },
        ...readingOf('1-3', '1-1').kernels,
      ],
    };
    await library.index.refresher.refresh('stream', {
      signal: AbortSignal.timeout(10_000),
    });

    const run = await library.run();

    expect(queuedKernels(run)).toEqual(['1-3']);
    expect(run.skipped).toMatchObject([
      { kernel: '1-5', cause: 'unbuildable' },
      {
        kernel: '1-4',
        architecture: 'aarch64',
        cause: 'refused',
        reason: expect.stringContaining('No builder builds for aarch64'),
      },
    ]);
  });

  it('has one run at a time, until its backend counts as dead', async () => {
    const library = await createLibrary();
    await library.runs.begin(
      'stream/registry',
      'user:default/a',
      new Date(Date.now() + 60_000),
    );
    await expect(library.run()).rejects.toThrow('is being maintained already');
    expect(await library.runs.isRunning('stream/registry')).toBe(true);

    await knex('maintain_runs').update({
      expires_at: new Date(Date.now() - 1).toISOString(),
    });

    expect(await library.runs.isRunning('stream/registry')).toBe(false);
    const run = await library.run();
    expect(run.queued).toHaveLength(2);
    expect(await library.runs.list('stream/registry')).toMatchObject([
      run,
      {
        requestedBy: 'user:default/a',
        problems: [expect.stringContaining('Its backend stopped')],
      },
    ]);
  });

  it('keeps the reports of its last runs, newest first', async () => {
    const library = await createLibrary({ keepLatest: 1 });
    const ids: string[] = [];
    for (let i = 0; i < 22; i++) {
      ids.push((await library.run()).id);
    }

    const kept = await library.runs.list('stream/registry');

    expect(kept.map(run => run.id)).toEqual(ids.slice(2).reverse());
    expect(await knex('maintain_runs').pluck('id')).toHaveLength(20);
  });

  it('reports what stopped a run', async () => {
    const library = await createLibrary();
    await knex.schema.dropTable('builds');

    await expect(library.run()).rejects.toThrow('builds');

    expect(await library.runs.list('stream/registry')).toMatchObject([
      {
        problems: [
          "Something in the portal went wrong; the backend's log says more.",
        ],
      },
    ]);
    expect(await library.runs.isRunning('stream/registry')).toBe(false);
  });
});
