import { ServiceUnavailableError } from '@backstage/errors';
import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { imageOf, readingOf } from '../index/__testUtils__/TestIndex';
import {
  createLibrary,
  KERNELS,
  TestLibrary,
} from './__testUtils__/TestLibrary';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('a library in doubt on %s', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
  });

  it('queues nothing whose state is unknown, and says why', async () => {
    const library = await createLibrary(knex, { keepLatest: 2 });
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
    const library = await createLibrary(knex, { keepLatest: 1 });
    library.index.registry.error = new ServiceUnavailableError('It is down.');

    const run = await library.run();

    expect(run.queued).toEqual([]);
    expect(run.skipped).toMatchObject([
      { kernel: '1-4', cause: 'unknown', reason: 'It is down.' },
    ]);
  });

  it('queues nothing for a tag whose details could not be read', async () => {
    const library = await createLibrary(knex, { keepLatest: 1 });
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
    const library = await createLibrary(knex, { keepLatest: 1 });
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
    const library = await createLibrary(knex);
    library.index.stream.reading = readingOf();
    await expect(library.index.refresh('stream')).rejects.toThrow();

    const run = await library.run();

    expect(run.queued).toEqual([]);
    expect(run.problems).toEqual([
      expect.stringContaining('kernels for x86_64 are missing'),
    ]);
  });
});
