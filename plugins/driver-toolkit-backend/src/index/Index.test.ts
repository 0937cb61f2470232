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
});
