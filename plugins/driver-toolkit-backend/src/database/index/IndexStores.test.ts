import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { KernelReading } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import { storeReading } from '../../index/__testUtils__/storeReading';
import { DatabaseKernelStore } from './DatabaseKernelStore';
import { DatabaseImageStore } from './ImageStore';
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
const reading = (...kernels: string[]): KernelReading => ({
  kernels: kernels.map(kernel => ({ kernel, flavours: [flavour(kernel)] })),
  warnings: [],
});
const image = (tag: string) => ({
  tag,
  digest: 'sha256:old',
  labels: { a: 'b' },
  platforms: [],
});

describe.each(databases.eachSupportedId())('index stores, %s', id => {
  let knex: Knex;
  let kernels: DatabaseKernelStore;
  let images: DatabaseImageStore;
  let statuses: DatabaseSourceStore;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    kernels = new DatabaseKernelStore(knex);
    images = new DatabaseImageStore(knex);
    statuses = new DatabaseSourceStore(knex);
  });

  const replace = (
    source: string,
    read: KernelReading,
    extra: Parameters<typeof storeReading>[3] = {},
  ) => storeReading(knex, source, read, extra);

  it('keeps why a flavour is not buildable', async () => {
    const flavours = [
      flavour('1-1', { buildable: false, obstacle: 'No devel.' }),
      flavour('1-1', { architecture: 'aarch64' }),
    ];
    await replace('stream', {
      kernels: [{ kernel: '1-1', flavours }],
      warnings: [],
    });

    const [found] = await kernels.load('stream');
    expect(found.flavours).toEqual([flavours[1], flavours[0]]);
  });

  async function fail(error: string, held?: string[]): Promise<void> {
    const attempt = await statuses.beginAttempt('stream');
    await statuses.recordFailure('stream', { attempt, error, held });
  }

  async function names(source = 'stream'): Promise<string[]> {
    return (await kernels.load(source))
      .map(({ kernel, retired }) => (retired ? `${kernel} retired` : kernel))
      .sort();
  }

  it('replaces a reading as a whole, and does not change other sources', async () => {
    await replace('stream', reading('1-1', '1-2'));
    await replace('other', reading('7-7'));
    await replace('stream', {
      ...reading('1-2', '1-3'),
      warnings: ['aarch64 could not be read'],
    });

    expect(await names('other')).toEqual(['7-7']);
    expect(await names()).toEqual(['1-2', '1-3']);
    expect(await statuses.list()).toContainEqual(
      expect.objectContaining({
        id: 'stream',
        items: 2,
        warnings: ['aarch64 could not be read'],
        error: undefined,
      }),
    );
  });

  it('keeps the previous data of an architecture that could not be read', async () => {
    const arm = flavour('1-1', { architecture: 'aarch64' });
    await replace('stream', {
      kernels: [
        { kernel: '1-1', flavours: [flavour('1-1'), arm] },
        { kernel: '1-0', flavours: [arm] },
      ],
      warnings: [],
    });
    await replace('stream', {
      ...reading('1-1', '1-2'),
      incompleteArchitectures: ['aarch64'],
    });

    const all = await kernels.load('stream');
    expect(
      all
        .map(k => [k.kernel, ...k.flavours.map(f => f.architecture)].join(' '))
        .sort(),
    ).toEqual(['1-0 aarch64', '1-1 aarch64 x86_64', '1-2 x86_64']);
  });

  it('keeps the releases of an architecture that could not be read completely', async () => {
    const imagesOf = (...references: string[]) =>
      references.map(name => ({
        architecture: name.split('-')[0],
        reference: name,
        releases: ['4.20.3'],
        releaseCount: 1,
      }));
    const without = (...references: string[]) =>
      references.map(name => ({
        architecture: name.split('-')[0],
        releases: ['4.20.4'],
        releaseCount: 1,
        toolkits: [{ reference: name, kernel: '1-0' }],
      }));
    const kernel = (
      name: string,
      toolkitImages?: ReturnType<typeof imagesOf>,
      releasesWithoutToolkit?: ReturnType<typeof without>,
    ) => ({
      kernel: name,
      flavours: ['x86', 'arm'].map(architecture =>
        flavour(name, { architecture }),
      ),
      ...(toolkitImages && { toolkitImages }),
      ...(releasesWithoutToolkit && { releasesWithoutToolkit }),
    });
    await replace('stream', {
      kernels: [
        kernel('1-1', imagesOf('x86-1', 'arm-1'), without('x86-0', 'arm-0')),
        kernel('1-2', imagesOf('x86-2', 'arm-2'), without('x86-0', 'arm-0')),
        kernel('1-3', imagesOf('x86-3'), without('x86-0')),
      ],
      warnings: [],
    });
    await replace('stream', {
      kernels: [
        kernel('1-1', imagesOf('arm-9', 'arm-1')),
        { kernel: '1-3', flavours: [flavour('1-3', { architecture: 'x86' })] },
      ],
      warnings: [],
      incompleteArchitectures: ['arm'],
    });

    const all = await kernels.load('stream');
    const toldOf = (name: string) => {
      const found = all.find(each => each.kernel === name);
      return [
        found?.toolkitImages?.map(({ reference }) => reference),
        found?.releasesWithoutToolkit?.map(
          ({ toolkits }) => toolkits[0].reference,
        ),
      ];
    };
    expect(toldOf('1-1')).toEqual([['arm-9', 'arm-1'], ['arm-0']]);
    expect(toldOf('1-2')).toEqual([['arm-2'], ['arm-0']]);
    expect(toldOf('1-3')).toEqual([undefined, undefined]);

    await replace('stream', { kernels: [kernel('1-1')], warnings: [] });
    const [last] = await kernels.load('stream');
    expect(last).not.toHaveProperty('toolkitImages');
    expect(last).not.toHaveProperty('releasesWithoutToolkit');
  });

  it('keeps removed kernels while they are used', async () => {
    await replace('stream', reading('1-1', '1-2', '1-3', '1-4', '1-5'));
    await images.set(
      'registry',
      await statuses.beginAttempt('registry'),
      '1-1',
      image('1-1'),
    );
    await images.set(
      'elsewhere',
      await statuses.beginAttempt('elsewhere'),
      '1-3',
      image('1-3'),
    );
    await replace(
      'stream',
      { ...reading('1-5'), older: ['1-4'] },
      { isUsed: kernel => ['1-2', '1-4'].includes(kernel) },
    );

    expect(await names()).toEqual(['1-1 retired', '1-2 retired', '1-4', '1-5']);
    expect((await kernels.known('stream')).map(k => k.kernel).sort()).toEqual([
      '1-4',
      '1-5',
    ]);

    await images.set(
      'registry',
      await statuses.beginAttempt('registry'),
      '1-1',
      undefined,
    );
    await replace('stream', reading('1-2', '1-5'));
    expect(await names()).toEqual(['1-2', '1-5']);
  });

  it('keeps a kernel that a driver was built for', async () => {
    await replace('stream', reading('1-1', '1-2'));
    await knex('builds').insert({
      id: 'b',
      type: 'driver',
      state: 'succeeded',
      target: 't',
      source_id: 'stream',
      kernel: '1-1',
      architecture: 'x86_64',
      variant: 'default',
      image_reference: 'i',
      plan: '{}',
      requested_by: 'user:default/guest',
      created_at: '2026-01-01T00:00:00.000Z',
    });
    await replace('stream', reading('1-2'));

    expect(await names()).toEqual(['1-1 retired', '1-2']);
  });

  it('never replaces a newer reading by an older one', async () => {
    const slow = await statuses.beginAttempt('stream');
    expect(await replace('stream', reading('1-2'))).toBe(true);
    expect(await replace('stream', reading('1-1'), { attempt: slow })).toBe(
      false,
    );
    const slowTags = await statuses.beginAttempt('registry');
    const build = await statuses.beginAttempt('registry');
    await images.set('registry', build, '1-1', image('1-1'));

    expect(
      await images.replace('registry', slowTags, { images: [], warnings: [] }),
    ).toBe(false);
    expect(await names()).toEqual(['1-2']);
    expect(await images.tags('registry')).toEqual(['1-1']);
  });

  it('gives concurrent reads different numbers', async () => {
    const attempts = await Promise.all(
      Array.from({ length: 8 }, () => statuses.beginAttempt('stream')),
    );
    expect([...attempts].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('changes the version of a source with everything that is stored of it', async () => {
    const version = async (source: string) =>
      (await statuses.list()).find(s => s.id === source)?.version;
    await replace('stream', reading('1-1'));
    const first = await version('stream');
    await fail('The mirror answered 503');
    expect(await version('stream')).toBe(first);
    await replace('stream', reading('1-1'));
    expect(await version('stream')).not.toBe(first);
  });

  it('keeps the last good state when a read fails, and adds the error', async () => {
    await replace('stream', reading('1-1'));
    await fail('Far too much is missing', ['12 of 12 kernels are missing.']);

    expect(await names()).toEqual(['1-1']);
    expect(await statuses.list()).toEqual([
      expect.objectContaining({
        items: 1,
        error: 'Far too much is missing',
        held: {
          reasons: ['12 of 12 kernels are missing.'],
          since: expect.any(String),
        },
        lastSuccess: expect.any(String),
      }),
    ]);
    const [{ held }] = await statuses.list();
    await fail('Far too much is missing', ['13 of 13 kernels are missing.']);
    expect((await statuses.list())[0].held).toEqual({
      reasons: ['13 of 13 kernels are missing.'],
      since: held?.since,
    });
    await replace('stream', reading('1-1'));
    expect((await statuses.list())[0].held).toBeUndefined();
  });

  it('ignores a failure of a read that began before the stored one', async () => {
    const slow = await statuses.beginAttempt('stream');
    await replace('stream', reading('1-1'));
    await statuses.recordFailure('stream', {
      attempt: slow,
      error: 'The mirror answered 503',
    });

    const [{ error, lastSuccess }] = await statuses.list();
    expect(error).toBeUndefined();
    expect(lastSuccess).toBeDefined();
  });

  it('stores errors with characters that no database accepts', async () => {
    await fail('The registry said: \u0000\u001b[31mno');

    expect((await statuses.list())[0].error).toBe('The registry said:  [31mno');
  });

  it('keeps an image as it was read and removes it when it is gone', async () => {
    const whole = {
      tag: '1-1',
      digest: 'sha256:abc',
      size: 5_000_000_000,
      labels: { 'kernel-version': '1-1' },
      platforms: [{ architecture: 'amd64', os: 'linux', digest: 'sha256:d' }],
    };
    await images.replace('registry', await statuses.beginAttempt('registry'), {
      images: [whole],
      warnings: [],
    });

    expect(await images.load('registry')).toEqual([
      { ...whole, repository: 'registry', sortKey: expect.any(String) },
    ]);
    await images.set(
      'registry',
      await statuses.beginAttempt('registry'),
      '1-1',
      undefined,
    );
    expect(await images.load('registry')).toEqual([]);
    expect(await statuses.list()).toEqual([
      expect.objectContaining({ id: 'registry', items: 0 }),
    ]);
  });

  it('keeps the details of a tag that could not be read, unless it moved', async () => {
    await images.replace('registry', await statuses.beginAttempt('registry'), {
      images: [image('same'), image('moved')],
      warnings: [],
    });
    const unread = { labels: {}, platforms: [], error: 'answered 429' };
    await images.replace('registry', await statuses.beginAttempt('registry'), {
      images: [
        { tag: 'same', ...unread },
        { tag: 'moved', digest: 'sha256:new', ...unread },
      ],
      warnings: ['2 tags could not be read'],
    });

    const loaded = await images.load('registry');
    expect(loaded.find(({ tag }) => tag === 'same')).toMatchObject({
      digest: 'sha256:old',
      labels: { a: 'b' },
      error: 'answered 429',
    });
    expect(loaded.find(({ tag }) => tag === 'moved')).toMatchObject({
      digest: 'sha256:new',
      labels: {},
    });
  });
});
