import { InputError } from '@backstage/errors';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { DatabaseImageStore } from './ImageStore';
import { DatabaseKernelStore } from './KernelStore';
import { DatabaseSourceStore } from './SourceStore';

jest.setTimeout(60_000);

const flavour = (kernel: string, extra: Partial<Flavour> = {}): Flavour => ({
  architecture: 'x86_64',
  variant: 'default',
  release: kernel,
  unameRelease: `${kernel}.x86_64`,
  buildable: true,
  packages: ['kernel-core', 'kernel-devel'],
  ...extra,
});
const reading = (...kernels: string[]) => ({
  kernels: kernels.map(kernel => ({ kernel, flavours: [flavour(kernel)] })),
  warnings: [],
});
const source = {
  source: 'stream',
  repositories: ['registry'],
  current: true,
};

describe.each(databases.eachSupportedId())('index stores, %s', id => {
  let kernels: DatabaseKernelStore;
  let images: DatabaseImageStore;
  let statuses: DatabaseSourceStore;

  beforeEach(async () => {
    const knex = await createTestDatabase(id);
    kernels = new DatabaseKernelStore(knex);
    images = new DatabaseImageStore(knex);
    statuses = new DatabaseSourceStore(knex);
  });

  it('lists kernels newest first by RPM order, page by page', async () => {
    await kernels.replace(
      'stream',
      reading('5.14.0-9.el9', '5.14.0-391.el9', '5.14.0-70.el9', '6.1-1.el9'),
    );

    const first = await kernels.list({ limit: 3 }, [source]);
    const second = await kernels.list({ limit: 3, cursor: first.nextCursor }, [
      source,
    ]);

    expect([...first.items, ...second.items].map(k => k.kernel)).toEqual([
      '6.1-1.el9',
      '5.14.0-391.el9',
      '5.14.0-70.el9',
      '5.14.0-9.el9',
    ]);
    expect(first.total).toBe(4);
    expect(second.nextCursor).toBeUndefined();
  });

  it('replaces a reading as a whole and leaves other sources alone', async () => {
    await kernels.replace('stream', reading('1-1', '1-2'));
    await kernels.replace('other', reading('7-7'));
    await kernels.replace('stream', {
      ...reading('1-2', '1-3'),
      warnings: ['aarch64 could not be read'],
    });

    const all = await kernels.all(['stream', 'other']);
    expect(all.map(k => `${k.source}/${k.kernel}`)).toEqual([
      'other/7-7',
      'stream/1-3',
      'stream/1-2',
    ]);
    expect(await statuses.list()).toContainEqual(
      expect.objectContaining({
        id: 'stream',
        items: 2,
        warnings: ['aarch64 could not be read'],
        error: undefined,
      }),
    );
  });

  it('keeps what was known of an architecture that could not be read', async () => {
    const arm = flavour('1-1', { architecture: 'aarch64' });
    await kernels.replace('stream', {
      kernels: [
        { kernel: '1-1', flavours: [flavour('1-1'), arm] },
        { kernel: '1-0', flavours: [arm] },
      ],
      warnings: [],
    });
    await kernels.replace('stream', {
      ...reading('1-1', '1-2'),
      incompleteArchitectures: ['aarch64'],
    });

    const all = await kernels.all(['stream']);
    expect(
      all.map(k => [k.kernel, k.flavours.map(f => f.architecture)]),
    ).toEqual([
      ['1-2', ['x86_64']],
      ['1-1', ['aarch64', 'x86_64']],
      ['1-0', ['aarch64']],
    ]);
  });

  it('keeps the last good state when a read fails, with the error beside it', async () => {
    await kernels.replace('stream', reading('1-1'));
    await statuses.recordFailure('stream', 'The mirror answered 503');

    expect(await kernels.get('stream', '1-1')).toBeDefined();
    expect(await statuses.list()).toEqual([
      expect.objectContaining({
        items: 1,
        error: 'The mirror answered 503',
        lastSuccess: expect.any(String),
      }),
    ]);
  });

  it('filters by text literally, architecture and variant', async () => {
    await kernels.replace('stream', {
      warnings: [],
      kernels: [
        {
          kernel: '5.14.0-1.el9_2',
          flavours: [
            flavour('5.14.0-1.el9_2'),
            flavour('5.14.0-1.el9_2', { variant: 'rt' }),
          ],
        },
        {
          kernel: '5.14.0-1.el9x2',
          flavours: [flavour('5.14.0-1.el9x2', { architecture: 'aarch64' })],
        },
      ],
    });
    const names = async (query: object) =>
      (await kernels.list({ limit: 9, ...query }, [source])).items.map(
        k => k.kernel,
      );

    expect(await names({ text: 'el9_2' })).toEqual(['5.14.0-1.el9_2']);
    expect(await names({ text: '%' })).toEqual([]);
    expect(await names({ architecture: 'aarch64' })).toEqual([
      '5.14.0-1.el9x2',
    ]);
    expect(await names({ variant: 'rt' })).toEqual(['5.14.0-1.el9_2']);
    expect(await names({ architecture: 'aarch64', variant: 'rt' })).toEqual([]);
  });

  it('tells absent from unknown by whether the repositories are current', async () => {
    await kernels.replace('stream', reading('1-1', '1-2'));
    await images.set('registry', '1-1', {
      tag: '1-1',
      labels: {},
      platforms: [],
    });
    const names = async (
      imageState: 'present' | 'absent' | 'unknown',
      current: boolean,
    ) =>
      (
        await kernels.list({ limit: 9, imageState }, [{ ...source, current }])
      ).items.map(k => k.kernel);

    expect(await names('present', true)).toEqual(['1-1']);
    expect(await names('absent', true)).toEqual(['1-2']);
    expect(await names('unknown', true)).toEqual([]);
    expect(await names('absent', false)).toEqual([]);
    expect(await names('unknown', false)).toEqual(['1-2']);
  });

  it('keeps an image as it was read and removes it when it is gone', async () => {
    const image = {
      tag: '1-1',
      digest: 'sha256:abc',
      size: 5_000_000_000,
      labels: { 'kernel-version': '1-1' },
      platforms: [{ architecture: 'amd64', os: 'linux', digest: 'sha256:d' }],
    };
    await images.replace('registry', { images: [image], warnings: [] });

    expect(await images.get('registry', '1-1')).toEqual({
      ...image,
      repository: 'registry',
    });
    await images.set('registry', '1-1', undefined);
    expect(await images.get('registry', '1-1')).toBeUndefined();
  });

  it('keeps the details of a tag that could not be read, unless it moved', async () => {
    const image = (tag: string) => ({
      tag,
      digest: 'sha256:old',
      labels: { a: 'b' },
      platforms: [],
    });
    await images.replace('registry', {
      images: [image('same'), image('moved')],
      warnings: [],
    });
    const unread = { labels: {}, platforms: [], error: 'answered 429' };
    await images.replace('registry', {
      images: [
        { tag: 'same', ...unread },
        { tag: 'moved', digest: 'sha256:new', ...unread },
      ],
      warnings: ['2 tags could not be read'],
    });

    expect(await images.get('registry', 'same')).toMatchObject({
      digest: 'sha256:old',
      labels: { a: 'b' },
      error: 'answered 429',
    });
    expect(await images.get('registry', 'moved')).toMatchObject({
      digest: 'sha256:new',
      labels: {},
    });
  });

  it('refuses a cursor that it did not give out', async () => {
    await expect(
      kernels.list({ limit: 1, cursor: 'bm9uc2Vuc2U' }, [source]),
    ).rejects.toThrow(InputError);
  });
});
