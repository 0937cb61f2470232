import { randomUUID } from 'node:crypto';
import type { Entity } from '@backstage/catalog-model';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import type { RepositoryImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { imageOf, readingOf } from '../index/__testUtils__/TestIndex';
import type { DriverPlan } from '../plans/BuildPlan';
import { TestLibrary } from './__testUtils__/TestLibrary';

jest.setTimeout(60_000);

const KERNELS = ['1-5', '1-4', '1-3', '1-2', '1-1'];

function driverPlan(kernel: string): DriverPlan {
  return {
    type: 'driver',
    source: 'stream',
    kernel,
    architecture: 'x86_64',
    variant: 'default',
    unameRelease: `${kernel}.x86_64`,
    entityRef: 'component:default/simple',
    location: 'https://git.example.com/simple',
    toolkitImage: 'registry.example.com/dtk@sha256:a',
    imageReference: `registry.example.com/drivers/simple:${randomUUID()}`,
  };
}

/** An image that shares no content with others. */
const distinct = (tag: string, extra: Partial<RepositoryImage> = {}) =>
  imageOf(tag, {
    platforms: [
      { architecture: 'amd64', os: 'linux', digest: `sha256:p-${tag}` },
    ],
    ...extra,
  });

describe.each(databases.eachSupportedId())('retention on %s', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
  });

  async function createLibrary(
    options: {
      dryRun?: boolean;
      images?: RepositoryImage[];
      entities?: Entity[];
      isCatalogDown?: boolean;
    } = {},
  ): Promise<TestLibrary> {
    const { dryRun, images = KERNELS.map(tag => distinct(tag)) } = options;
    const library = new TestLibrary(knex, {
      ...options,
      maintain: { keepLatest: 2, retention: { keepLatest: 2, dryRun } },
    });
    library.index.stream.reading = readingOf(...KERNELS);
    library.index.registry.images = images;
    await library.refresh();
    return library;
  }

  const outcomes = async (library: TestLibrary) =>
    Object.fromEntries(
      (await library.run()).tags.map(({ tag, outcome, reason }) => [
        tag,
        reason ? `${outcome}: ${reason}` : outcome,
      ]),
    );

  it('lists old tags, and deletes nothing unless configured', async () => {
    const library = await createLibrary({
      images: [...KERNELS.map(tag => distinct(tag)), distinct('latest')],
    });

    expect(await outcomes(library)).toEqual({
      '1-3': 'listed',
      '1-2': 'listed',
      '1-1': 'listed',
    });
    await library.run();
    expect(library.deletions).toEqual([]);
  });

  it('deletes the tags that the previous run listed, also from the index', async () => {
    const library = await createLibrary({ dryRun: false });
    expect((await outcomes(library))['1-1']).toBe(
      'listed: The next run deletes it.',
    );
    expect(library.deletions).toEqual([]);

    expect(await outcomes(library)).toEqual({
      '1-3': 'deleted',
      '1-2': 'deleted',
      '1-1': 'deleted',
    });
    expect(library.deletions.map(({ tag }) => tag)).toEqual([
      '1-3',
      '1-2',
      '1-1',
    ]);
    const { items } = await library.index.index.images({});
    expect(items.map(({ tag }) => tag)).toEqual(['1-5', '1-4']);
    expect(await outcomes(library)).toEqual({});
  });

  it('lists a tag again that was pushed since', async () => {
    const library = await createLibrary({ dryRun: false });
    await library.run();
    library.index.registry.images = KERNELS.map(tag =>
      tag === '1-3' ? distinct(tag, { digest: 'sha256:new' }) : distinct(tag),
    );
    await library.refresh();

    expect(await outcomes(library)).toMatchObject({
      '1-3': 'listed: The next run deletes it.',
      '1-2': 'deleted',
    });
  });

  it('keeps images that drivers use', async () => {
    const library = await createLibrary({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'simple',
            annotations: { 'driver-toolkit/kernel': 'stream/1-3' },
          },
        },
      ],
    });
    const { build } = await library.builds.create(driverPlan('1-2'), 'user:a');
    await library.finishBuild(build.id, 'succeeded');
    const failed = await library.builds.create(driverPlan('1-1'), 'user:a');
    await library.finishBuild(failed.build.id, 'failed');

    expect(await outcomes(library)).toEqual({
      '1-3':
        'kept: A driver in the catalog is for its kernel, or the catalog did not answer.',
      '1-2': 'kept: A driver was built for its kernel.',
      '1-1': 'listed',
    });
  });

  it('keeps everything while the catalog does not answer', async () => {
    const library = await createLibrary({ isCatalogDown: true });

    expect(Object.values(await outcomes(library))).toEqual(
      Array(3).fill(expect.stringContaining('kept: ')),
    );
  });

  it('keeps images that remaining tags share, completely or in part', async () => {
    const part = { architecture: 'amd64', os: 'linux', digest: 'sha256:1-1' };
    const library = await createLibrary({
      images: [
        ...['1-5', '1-4', '1-1'].map(tag => distinct(tag)),
        distinct('latest', { digest: 'sha256:1-3' }),
        distinct('1-3', { platforms: [part] }),
        distinct('1-2'),
      ],
    });

    expect(await outcomes(library)).toEqual({
      '1-3': 'kept: The tag latest needs the same image.',
      '1-2': 'listed',
      '1-1': 'kept: The tag 1-3 needs the same image.',
    });
  });

  it('counts the kernels that left their source among the newest', async () => {
    const library = await createLibrary();
    library.index.stream.reading = readingOf('1-6');
    await library.index.refresher
      .refresh('stream', { signal: AbortSignal.timeout(10_000) })
      .catch(() => {});
    await library.index.refresher.refresh('stream', {
      signal: AbortSignal.timeout(10_000),
      acceptRemoval: true,
    });

    expect(await outcomes(library)).toEqual({
      '1-3': 'listed',
      '1-2': 'listed',
      '1-1': 'listed',
    });
  });

  it('keeps older images instead of those that could not be built or read', async () => {
    const library = await createLibrary({
      images: [
        distinct('1-4', { error: 'The manifest could not be read' }),
        ...['1-3', '1-2', '1-1'].map(tag => distinct(tag)),
      ],
    });

    expect(await outcomes(library)).toEqual({ '1-1': 'listed' });
  });

  it('does not count an image if a part could not be read', async () => {
    const [platform] = distinct('1-4').platforms;
    const images = KERNELS.map(tag =>
      distinct(
        tag,
        tag === '1-4'
          ? { platforms: [platform, { ...platform, error: 'gone' }] }
          : {},
      ),
    );
    const library = await createLibrary({ images });

    expect(Object.keys(await outcomes(library))).toEqual(['1-2', '1-1']);
  });

  it('reports deletions even if the index could not be updated', async () => {
    const library = await createLibrary({ dryRun: false });
    await library.run();
    library.index.registry.readTag = async () => {
      throw new ServiceUnavailableError('It answered 503.');
    };

    const run = await library.run();

    expect(run.tags.map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('deleted'),
    );
    expect(run.problems).toEqual([
      expect.stringMatching(/may be shown until .* It answered 503\./),
    ]);
  });

  it('deletes nothing, and says why, if the registry denies reading', async () => {
    const library = await createLibrary({ dryRun: false });
    await library.run();
    library.deletionError = new NotAllowedError('It answered 403.');

    const run = await library.run();

    expect(run.tags.map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('listed'),
    );
    expect(run.problems).toEqual(['No tag is deleted: It answered 403.']);
  });

  it('touches nothing while the last read of the repository failed', async () => {
    const library = await createLibrary({ dryRun: false });
    await library.run();
    library.index.registry.error = new Error('boom');
    await expect(library.index.refresh('registry')).rejects.toThrow();

    const run = await library.run();

    expect(run.tags).toEqual([]);
    expect(run.problems).toEqual([
      expect.stringContaining(
        'No tag is deleted: the list of images of Registry',
      ),
    ]);
    expect(library.deletions).toEqual([]);
  });
});
