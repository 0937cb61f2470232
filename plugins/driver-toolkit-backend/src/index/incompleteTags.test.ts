import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  imageOf,
  readingOf,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

const MATRIX = { source: 'stream', repository: 'registry' };

describe.each(databases.eachSupportedId())('the index on %s', id => {
  let knex: Knex;
  let index: TestIndex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    index = createTestIndex(knex);
    index.stream.reading = readingOf('1-1', '1-2');
    index.registry.images = [imageOf('1-1')];
    await index.refresh('stream');
  });

  it('treats nothing as absent that an incomplete list of tags may lack', async () => {
    index.registry.incomplete = 'The list was cut.';
    await index.refresh('registry');

    const reason =
      'Registry may have tags that its registry did not list; see the warnings of its last read.';
    const there = await index.index.kernel('stream', '1-1');
    expect(there.images).toMatchObject([
      { architectures: [{ state: 'present' }] },
    ]);
    expect(there.images[0]).not.toHaveProperty('reason');
    const missing = await index.index.kernel('stream', '1-2');
    expect(missing).toMatchObject({
      imageState: 'unknown',
      images: [{ state: 'unknown', reason }],
    });
    const { items } = await index.index.kernels({ imageState: 'absent' });
    expect(items).toEqual([]);
    expect(await index.matrixQuery.matrix(MATRIX)).toMatchObject({
      versions: [],
      unknown: [{ kernel: '1-2', reason }],
    });
    expect(await index.index.source('registry')).toMatchObject({
      incomplete: { tags: expect.any(String) },
    });
  });

  it('knows what is absent again once the list is whole', async () => {
    index.registry.incomplete = 'The list was cut.';
    await index.refresh('registry');
    index.registry.incomplete = undefined;
    await index.refresh('registry');

    expect(await index.matrixQuery.matrix(MATRIX)).toMatchObject({
      versions: ['1-2'],
      unknown: [],
    });
    expect(await index.index.source('registry')).not.toHaveProperty(
      'incomplete',
    );
  });

  it.each([
    ['all of two', 2, 0],
    ['three of six', 6, 3],
  ])('holds back a reading that lacks %s tags', async (_, before, after) => {
    const tags = Array.from({ length: before }, (__, i) => `1-${i}`);
    index.registry.images = tags.map(tag => imageOf(tag));
    await index.refresh('registry');
    index.registry.images = index.registry.images.slice(0, after);

    await expect(index.refresh('registry')).rejects.toThrow(
      `${before - after} of ${before} tags are missing.`,
    );

    const { items } = await index.index.images({});
    expect(items).toHaveLength(before);
    const { versions } = await index.matrixQuery.matrix(MATRIX);
    expect(versions).toEqual([]);
    expect((await index.index.source('registry')).held?.reasons).toHaveLength(
      1,
    );
  });
});
