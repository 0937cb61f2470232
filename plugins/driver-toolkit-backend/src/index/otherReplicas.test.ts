import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  imageOf,
  readingOf,
  ScriptedSource,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'one of several replicas on %s',
  id => {
    let knex: Knex;
    let index: TestIndex;

    beforeEach(async () => {
      knex = await createTestDatabase(id);
      index = createTestIndex(knex);
    });

    const kernelNames = async () =>
      (await index.index.kernels({})).items.map(({ kernel }) => kernel);

    it('sees what another replica stored', async () => {
      const other = createTestIndex(knex);
      index.stream.reading = readingOf('1-1');
      await index.refresh('stream');
      expect(await kernelNames()).toEqual(['1-1']);

      other.stream.reading = readingOf('1-1', '1-2');
      await other.refresh('stream');
      expect(await kernelNames()).toEqual(['1-2', '1-1']);
    });

    it('sees what another replica stored of any source', async () => {
      const twoSources = () =>
        createTestIndex(knex, {
          sources: [new ScriptedSource('second')],
          config: {
            kernelSources: ['stream', 'second'].map(name => ({
              id: name,
              type: 'rpm',
              repositories: ['https://mirror.example.com/'],
            })),
          },
        });
      const [one, other] = [twoSources(), twoSources()];
      const totalOf = async () => (await one.index.kernels({})).totalItems;
      expect(await totalOf()).toBe(0);
      const read = readingOf('1-1');
      jest
        .spyOn(other.sources.kernelSource('second'), 'read')
        .mockResolvedValue(read);
      await other.refresh('second');
      expect(await totalOf()).toBe(1);

      other.stream.reading = readingOf('1-1', '1-2');
      await other.refresh('stream');
      expect(await totalOf()).toBe(3);
    });

    it('repeats a read that began before something newer was stored', async () => {
      const other = createTestIndex(knex);
      index.registry.images = [imageOf('1-1')];
      await index.refresh('registry');
      index.registry.pause = async () => {
        index.registry.pause = async () => {};
        index.registry.images = [imageOf('1-1'), imageOf('1-2')];
        other.registry.images = index.registry.images;
        await other.refresher.refreshImage(
          'registry',
          '1-2',
          AbortSignal.timeout(10_000),
        );
      };

      await index.refresh('registry');

      const { items } = await index.index.images({});
      expect(items.map(({ tag }) => tag)).toEqual(['1-2', '1-1']);
    });
  },
);
