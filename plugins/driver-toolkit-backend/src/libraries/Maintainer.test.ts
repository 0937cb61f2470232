import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  flavourOf,
  imageOf,
  readingOf,
} from '../index/__testUtils__/TestIndex';
import {
  BASE_IMAGE,
  createLibrary,
  queuedKernels,
  SERVICE,
} from './__testUtils__/TestLibrary';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('a library on %s', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
  });

  it('queues the missing images of the newest kernels, up to its budget', async () => {
    const library = await createLibrary(knex, { keepLatest: 3, budget: 1 });
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
    const library = await createLibrary(knex, { budget: 2 });
    expect(queuedKernels(await library.run())).toEqual(['1-4', '1-3']);

    const second = await library.run();

    expect(queuedKernels(second)).toEqual(['1-2', '1-1']);
    expect(second.skipped).toMatchObject([
      { kernel: '1-4', cause: 'unfinished' },
      { kernel: '1-3', cause: 'unfinished' },
    ]);
  });

  it('sees what others pushed since the last read', async () => {
    const library = await createLibrary(knex, { keepLatest: 1 });
    library.index.registry.images = [imageOf('1-4')];

    expect(await library.run()).toMatchObject({ queued: [], skipped: [] });
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
    const lazy = await createLibrary(knex, { keepLatest: 1 });
    lazy.index.registry.images = images;
    await lazy.refresh();
    await lazy.setBaseDigest('sha256:b');
    expect((await lazy.run()).queued).toEqual([]);

    const library = await createLibrary(knex, {
      keepLatest: 1,
      rebuildStale: true,
    });
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
    const library = await createLibrary(knex, { keepLatest: 3 });
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
    const library = await createLibrary(knex);
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
    const library = await createLibrary(knex, { keepLatest: 1 });
    const ids: string[] = [];
    for (let i = 0; i < 22; i++) {
      ids.push((await library.run()).id);
    }

    const kept = await library.runs.list('stream/registry');

    expect(kept.map(run => run.id)).toEqual(ids.slice(2).reverse());
    expect(await knex('maintain_runs').pluck('id')).toHaveLength(20);
  });

  it('reports what stopped a run', async () => {
    const library = await createLibrary(knex);
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
