import { ServiceUnavailableError } from '@backstage/errors';
import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  flavourOf,
  imageOf,
  readingOf,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

const manyKernels = (count: number) =>
  Array.from({ length: count }, (_, i) => `5.14.0-${i + 1}.el9`);

describe.each(databases.eachSupportedId())('the index on %s', id => {
  let knex: Knex;
  let index: TestIndex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    index = createTestIndex(knex);
  });

  const kernelNames = async (filter = {}) =>
    (await index.index.kernels(filter)).items.map(({ kernel }) => kernel);

  it('lists kernels newest first by the order of rpm, page by page', async () => {
    index.stream.reading = readingOf(
      '5.14.0-9.el9',
      '5.14.0-391.el9',
      '5.14.0-70.el9',
      '6.1-1.el9',
    );
    await index.refresh('stream');

    const first = await index.index.kernels({ limit: 3 });
    const second = await index.index.kernels({
      limit: 3,
      cursor: first.nextCursor,
    });

    expect([...first.items, ...second.items].map(k => k.kernel)).toEqual([
      '6.1-1.el9',
      '5.14.0-391.el9',
      '5.14.0-70.el9',
      '5.14.0-9.el9',
    ]);
    expect(first.totalItems).toBe(4);
    expect(second.nextCursor).toBeUndefined();
  });

  it('filters by text literally, architecture, variant and source', async () => {
    index.stream.reading = {
      warnings: [],
      kernels: [
        {
          kernel: '5.14.0-1.el9_2',
          flavours: [
            flavourOf('5.14.0-1.el9_2', 'x86_64'),
            { ...flavourOf('5.14.0-1.el9_2', 'x86_64'), variant: 'rt' },
          ],
        },
        {
          kernel: '5.14.0-1.el9x2',
          flavours: [flavourOf('5.14.0-1.el9x2', 'aarch64')],
        },
      ],
    };
    await index.refresh('stream');

    expect(await kernelNames({ q: 'EL9_2' })).toEqual(['5.14.0-1.el9_2']);
    expect(await kernelNames({ q: '%' })).toEqual([]);
    expect(await kernelNames({ arch: 'aarch64' })).toEqual(['5.14.0-1.el9x2']);
    expect(await kernelNames({ variant: 'rt' })).toEqual(['5.14.0-1.el9_2']);
    expect(await kernelNames({ arch: 'aarch64', variant: 'rt' })).toEqual([]);
    expect(await kernelNames({ source: 'stream' })).toHaveLength(2);
    await expect(kernelNames({ source: 'other' })).rejects.toThrow(
      "There is no kernel source 'other'; configured are: stream.",
    );
  });

  it('distinguishes absent from unknown: absent needs a successful read of the repository', async () => {
    index.stream.reading = readingOf('1-1', '1-2');
    index.registry.images = [imageOf('1-1')];
    await index.refresh('stream');
    expect(await kernelNames({ imageState: 'unknown' })).toEqual([
      '1-2',
      '1-1',
    ]);

    await index.refresh('registry');
    expect(await kernelNames({ imageState: 'present' })).toEqual(['1-1']);
    expect(await kernelNames({ imageState: 'absent' })).toEqual(['1-2']);

    index.registry.error = new ServiceUnavailableError(
      'The registry answered 503',
    );
    await expect(index.refresh('registry')).rejects.toThrow('503');
    expect(await kernelNames({ imageState: 'present' })).toEqual(['1-1']);
    expect(await kernelNames({ imageState: 'absent' })).toEqual([]);
    const { images } = await index.index.kernel('stream', '1-2');
    expect(images).toMatchObject([
      { state: 'unknown', reason: 'The registry answered 503' },
    ]);
  });

  it('has the state of an image for each architecture of its kernel', async () => {
    index.stream.reading = {
      warnings: [],
      kernels: ['1-1', '1-2'].map(kernel => ({
        kernel,
        flavours: ['aarch64', 'x86_64'].map(a => flavourOf(kernel, a)),
      })),
    };
    index.registry.images = [
      imageOf('1-1'),
      imageOf('1-2', { platforms: [], error: 'answered 429' }),
    ];
    await index.refresh('stream');
    await index.refresh('registry');

    const states = async (kernel: string) =>
      (await index.index.kernel('stream', kernel)).images[0].architectures;
    expect(await states('1-1')).toEqual([
      { architecture: 'aarch64', state: 'absent' },
      { architecture: 'x86_64', state: 'present' },
    ]);
    expect(await states('1-2')).toEqual([
      { architecture: 'aarch64', state: 'unknown' },
      { architecture: 'x86_64', state: 'unknown' },
    ]);
  });

  it('reports images as unknown while their repository cannot be read', async () => {
    index.stream.reading = {
      warnings: [],
      kernels: [
        {
          kernel: '1-1',
          flavours: ['aarch64', 'x86_64'].map(a => flavourOf('1-1', a)),
        },
      ],
    };
    index.registry.images = [imageOf('1-1')];
    await index.refresh('stream');
    await index.refresh('registry');
    index.registry.error = new ServiceUnavailableError('It answered 503');
    await expect(index.refresh('registry')).rejects.toThrow('503');

    const [image] = (await index.index.kernel('stream', '1-1')).images;
    expect(image).toMatchObject({
      state: 'present',
      reason: 'It answered 503',
      architectures: [
        { architecture: 'aarch64', state: 'unknown' },
        { architecture: 'x86_64', state: 'present' },
      ],
    });
  });

  it('hides internal errors from users', async () => {
    index.registry.error = new Error('insert into `content` values (1)');
    await expect(index.refresh('registry')).rejects.toThrow();

    expect((await index.index.source('registry')).error).toBe(
      "The portal failed while it read this source; the backend's log says why.",
    );
  });

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

  it('says why an image is stale, if both sides are known', async () => {
    index.stream.reading = readingOf('1-1', '1-2', '1-3');
    const base = 'quay.io/centos/centos:stream9';
    index.registry.images = [
      imageOf('1-1', {
        labels: {
          'org.opencontainers.image.base.name': base,
          'org.opencontainers.image.base.digest': 'sha256:old',
          'driver-toolkit.containerfile.digest': 'sha256:old',
        },
      }),
      imageOf('1-2', {
        labels: {
          'org.opencontainers.image.base.name': base,
          'org.opencontainers.image.base.digest': 'sha256:new',
        },
      }),
      imageOf('1-3', {
        labels: { 'org.opencontainers.image.base.name': 'other:1' },
      }),
    ];
    await index.refresh('stream');
    await index.refresh('registry');
    expect((await index.index.image('registry', '1-1')).stale).toBeUndefined();

    await knex('toolkit_inputs').insert([
      { name: base, digest: 'sha256:new' },
      { name: './Dockerfile', digest: 'sha256:new' },
    ]);
    const stale = async (tag: string) =>
      (await index.index.image('registry', tag)).stale;
    expect(await stale('1-1')).toEqual([
      `The base image ${base} has changed since.`,
      "The toolkit's Containerfile has changed since.",
    ]);
    expect(await stale('1-2')).toBeUndefined();
    expect(await stale('1-3')).toEqual([
      `It was built on other:1; the base image is ${base} now.`,
    ]);
    const { images } = await index.index.kernel('stream', '1-1');
    expect(images[0].stale).toHaveLength(2);
  });

  it('finds an image by its entity in the catalog', async () => {
    index.registry.images = [imageOf('1-1'), imageOf('1-2')];
    await index.refresh('registry');
    const { entityRef } = await index.index.image('registry', '1-1');

    const found = await index.index.images({ entityRef, limit: 1 });
    expect(found).toMatchObject({ items: [{ tag: '1-1' }], totalItems: 1 });
    expect(
      await index.index.images({ entityRef: 'resource:default/other' }),
    ).toMatchObject({ items: [], totalItems: 0 });
  });

  it('tags a snapshot by what it says, not by when that was read', async () => {
    const readTag = async () => (await index.index.snapshot()).tag;
    index.stream.reading = readingOf('1-1');
    index.registry.images = [
      imageOf('1-1', {
        labels: { 'driver-toolkit.containerfile.digest': 'sha256:old' },
      }),
    ];
    await index.refresh('stream');
    const incomplete = await readTag();
    await index.refresh('registry');
    const complete = await readTag();
    expect(complete).not.toBe(incomplete);

    await index.refresh('stream');
    await index.refresh('registry');
    expect(await readTag()).toBe(complete);

    await knex('toolkit_inputs').insert([
      { name: './Dockerfile', digest: 'sha256:new' },
    ]);
    const stale = await readTag();
    expect(stale).not.toBe(complete);

    index.stream.reading = readingOf('1-1', '1-2');
    await index.refresh('stream');
    const more = await readTag();
    expect(more).not.toBe(stale);

    index.registry.error = new ServiceUnavailableError('The registry is down');
    await expect(index.refresh('registry')).rejects.toThrow('down');
    expect(await readTag()).not.toBe(more);
  });

  it('describes coverage by kernel and architecture', async () => {
    index.stream.reading = readingOf('1-1', '1-2');
    index.registry.images = [imageOf('1-1')];
    await index.refresh('stream');
    await index.refresh('registry');
    const build = {
      target: 't',
      source_id: 'stream',
      architecture: 'x86_64',
      variant: 'default',
      image_reference: 'i',
      plan: '{}',
      requested_by: 'user:default/guest',
    };
    const driver = { ...build, type: 'driver', kernel: '1-1' };
    await knex('builds').insert([
      {
        ...driver,
        id: 'd1',
        state: 'failed',
        entity_ref: 'component:default/simple',
        created_at: '2026-01-01T00:00:00.000Z',
      },
      {
        ...driver,
        id: 'd2',
        state: 'succeeded',
        entity_ref: 'component:default/simple',
        created_at: '2026-01-02T00:00:00.000Z',
      },
      {
        ...driver,
        id: 'd3',
        state: 'queued',
        entity_ref: 'component:default/other',
        created_at: '2026-01-03T00:00:00.000Z',
      },
      {
        ...build,
        id: 't1',
        type: 'toolkit',
        kernel: '1-2',
        state: 'failed',
        created_at: '2026-01-01T00:00:00.000Z',
      },
    ]);

    const { items } = await index.coverage.list({});
    expect(items).toMatchObject([
      {
        kernel: '1-2',
        architectures: [
          {
            architecture: 'x86_64',
            buildable: true,
            images: [{ repository: 'registry', state: 'absent' }],
            latestBuild: { id: 't1', state: 'failed' },
            drivers: [],
          },
        ],
      },
      {
        kernel: '1-1',
        architectures: [
          {
            images: [{ repository: 'registry', state: 'present' }],
            drivers: [
              { entityRef: 'component:default/other', build: { id: 'd3' } },
              { entityRef: 'component:default/simple', build: { id: 'd2' } },
            ],
          },
        ],
      },
    ]);
    const [, second] = (
      await index.coverage.list({ driver: 'component:default/simple' })
    ).items;
    expect(second.architectures[0].drivers).toHaveLength(1);
  });
});
