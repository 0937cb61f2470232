import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  flavourOf,
  readingOf,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

const manyKernels = (count: number) =>
  Array.from({ length: count }, (_, i) => `5.14.0-${i + 1}.el9`);

describe.each(databases.eachSupportedId())(
  'kernels that a source lacks, on %s',
  id => {
    let knex: Knex;
    let index: TestIndex;

    beforeEach(async () => {
      knex = await createTestDatabase(id);
      index = createTestIndex(knex);
    });

    const kernelNames = async (filter = {}) =>
      (await index.index.kernels(filter)).items.map(({ kernel }) => kernel);

    it('removes no kernel while it is unknown whether it has an image', async () => {
      index.stream.reading = readingOf('1-1', '1-2', '1-3');
      await index.refresh('stream');
      index.stream.reading = readingOf('1-2', '1-3');
      await index.refresh('stream');
      expect(await kernelNames()).toEqual(['1-3', '1-2', '1-1']);

      await index.refresh('registry');
      await index.refresh('stream');
      expect(await kernelNames()).toEqual(['1-3', '1-2']);
    });

    it('holds back a reading in which too much is missing, until it is accepted', async () => {
      await index.refresh('registry');
      index.stream.reading = readingOf(...manyKernels(40));
      await index.refresh('stream');
      index.stream.reading = readingOf('5.14.0-1.el9');
      await expect(index.refresh('stream')).rejects.toThrow(
        '39 of 40 kernels for x86_64 are missing. That is more than the 30 % that may be removed at once',
      );

      expect(await index.index.source('stream')).toMatchObject({
        items: 40,
        held: { reasons: ['39 of 40 kernels for x86_64 are missing.'] },
      });
      expect((await index.index.kernels({})).totalItems).toBe(40);

      index.stream.reading = readingOf();
      const accept = () =>
        index.refresher.refresh('stream', {
          signal: AbortSignal.timeout(10_000),
          acceptRemoval: true,
        });
      await expect(accept()).rejects.toThrow(
        '40 of 40 kernels for x86_64 are missing.',
      );
      index.stream.reading = readingOf('5.14.0-1.el9');
      await expect(accept()).rejects.toThrow('39 of 40');
      await accept();
      const source = await index.index.source('stream');
      expect(source.items).toBe(1);
      expect(source.held).toBeUndefined();
      expect(source.error).toBeUndefined();
    });

    it('holds back a reading in which one architecture is empty', async () => {
      const kernels = manyKernels(20);
      index.stream.reading = {
        warnings: [],
        kernels: kernels.map(kernel => ({
          kernel,
          flavours: ['aarch64', 'x86_64'].map(a => flavourOf(kernel, a)),
        })),
      };
      await index.refresh('stream');
      index.stream.reading = readingOf(...kernels);

      await expect(index.refresh('stream')).rejects.toThrow(
        '20 of 20 kernels for aarch64 are missing.',
      );
    });

    it('keeps a kernel that left its source as long as a driver is for it', async () => {
      const driver = {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name: 'simple',
          annotations: { 'driver-toolkit/kernel': 'stream/1-1' },
        },
      };
      index = createTestIndex(knex, { entities: [driver] });
      await index.refresh('registry');
      index.stream.reading = readingOf('1-1', '1-2', '1-3');
      await index.refresh('stream');
      index.stream.reading = readingOf('1-3');
      await index.refresh('stream');

      const { items } = await index.index.kernels({});
      expect(items.map(k => [k.kernel, k.retired])).toEqual([
        ['1-3', false],
        ['1-1', true],
      ]);
    });
  },
);
