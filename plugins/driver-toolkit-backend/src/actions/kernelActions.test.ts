import { ServiceUnavailableError } from '@backstage/errors';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import {
  flavourOf,
  imageOf,
  readingOf,
} from '../index/__testUtils__/TestIndex';
import { ActionBench } from './__testUtils__/ActionBench';

jest.setTimeout(60_000);

describe('actions on kernels', () => {
  let bench: ActionBench;

  beforeEach(async () => {
    bench = new ActionBench(await createTestDatabase('SQLITE_3'));
    bench.index.stream.reading = readingOf('1-1', '1-2', '1-3');
    bench.index.registry.images = [imageOf('1-2')];
    await bench.index.refresh('stream');
    await bench.index.refresh('registry');
  });

  const image = (kernel: string) => ({
    source: 'stream',
    kernel,
    repository: 'registry',
    reference: `registry.example.com/dtk:${kernel}`,
    architectures: ['x86_64'],
  });

  describe('list-kernels', () => {
    it('lists the newest first, page by page', async () => {
      const first = await bench.invoke('list-kernels', { limit: 2 });
      const second = await bench.invoke('list-kernels', {
        limit: 2,
        cursor: first.nextCursor,
      });

      expect(first.totalKernels).toBe(3);
      expect(
        [...first.kernels, ...second.kernels].map(({ kernel }) => kernel),
      ).toEqual(['1-3', '1-2', '1-1']);
      expect(second.nextCursor).toBeUndefined();
    });

    it('lists what a kernel has', async () => {
      const { kernels } = await bench.invoke('list-kernels', { query: '1-2' });

      expect(kernels).toEqual([
        {
          source: 'stream',
          kernel: '1-2',
          unameReleases: ['1-2.x86_64'],
          architectures: ['x86_64'],
          retired: false,
          images: [
            {
              repository: 'registry',
              reference: 'registry.example.com/dtk:1-2',
              state: 'present',
            },
          ],
        },
      ]);
    });

    it('distinguishes kernels without an image from unknown ones', async () => {
      const list = async (imageState: string) =>
        (await bench.invoke('list-kernels', { imageState })).kernels.map(
          ({ kernel }) => kernel,
        );
      expect(await list('absent')).toEqual(['1-3', '1-1']);

      bench.index.registry.error = new ServiceUnavailableError('It is down.');
      await bench.index.refresh('registry').catch(() => {});
      expect(await list('absent')).toEqual([]);
      expect(await list('unknown')).toEqual(['1-3', '1-1']);
    });

    it('says that a source does not exist', async () => {
      await expect(
        bench.invoke('list-kernels', { source: 'nothing' }),
      ).rejects.toThrow("There is no kernel source 'nothing'");
    });
  });

  describe('find-missing-images', () => {
    it('finds what could be built', async () => {
      expect(await bench.invoke('find-missing-images', {})).toEqual({
        missing: [image('1-3'), image('1-1')],
        unknown: [],
        kernelsLookedAt: 3,
        totalKernels: 3,
      });
    });

    it('checks only the newest kernels, and says how many', async () => {
      expect(await bench.invoke('find-missing-images', { newest: 1 })).toEqual({
        missing: [image('1-3')],
        unknown: [],
        kernelsLookedAt: 1,
        totalKernels: 3,
      });
    });

    it('finds the architecture that an image lacks', async () => {
      bench.index.stream.reading = {
        kernels: [
          {
            kernel: '1-2',
            flavours: [flavourOf('1-2', 'x86_64'), flavourOf('1-2', 'aarch64')],
          },
        ],
        warnings: [],
      };
      await bench.access.authorizedSources.refresh(
        'stream',
        { acceptRemoval: true },
        bench.caller,
      );

      const find = async (architecture?: string) =>
        (
          await bench.invoke('find-missing-images', {
            ...(architecture && { architecture }),
          })
        ).missing;
      expect(await find()).toEqual([
        { ...image('1-2'), architectures: ['aarch64'] },
      ]);
      expect(await find('x86_64')).toEqual([]);
    });

    it('leaves out what cannot be built', async () => {
      bench.index.stream.reading = {
        kernels: ['1-1', '1-2', '1-3'].map(kernel => ({
          kernel,
          flavours: [{ ...flavourOf(kernel, 'x86_64'), buildable: false }],
        })),
        warnings: [],
      };
      await bench.index.refresh('stream');

      expect((await bench.invoke('find-missing-images', {})).missing).toEqual(
        [],
      );
    });

    it('never reports unknown images as missing', async () => {
      bench.index.registry.error = new ServiceUnavailableError(
        'The registry refused the connection.',
      );
      await bench.index.refresh('registry').catch(() => {});

      const { missing, unknown } = await bench.invoke(
        'find-missing-images',
        {},
      );
      expect(missing).toEqual([]);
      expect(unknown).toContainEqual({
        ...image('1-3'),
        reason: expect.stringContaining('The registry refused the connection.'),
      });
    });

    it('says that a source is not an image repository', async () => {
      const find = (repository: string) =>
        bench.invoke('find-missing-images', { repository });

      expect((await find('registry')).missing).toHaveLength(2);
      await expect(find('stream')).rejects.toThrow(
        "'stream' is a source of kernels",
      );
      await expect(find('nothing')).rejects.toThrow("'nothing'");
    });
  });
});
