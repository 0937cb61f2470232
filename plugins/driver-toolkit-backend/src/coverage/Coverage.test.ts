import { ServiceUnavailableError } from '@backstage/errors';
import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { columnsOf, type BuildRow } from '../database/builds/buildRow';
import { DatabaseBuildStore } from '../database/builds/DatabaseBuildStore';
import {
  createTestIndex,
  flavourOf,
  imageOf,
  readingOf,
  type TestIndex,
} from '../index/__testUtils__/TestIndex';
import type { BuildPlan } from '../plans/BuildPlan';

jest.setTimeout(60_000);

const KERNEL = '1-4';

describe.each(databases.eachSupportedId())('coverage on %s', id => {
  let knex: Knex;
  let index: TestIndex;
  let builds: DatabaseBuildStore;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    index = createTestIndex(knex);
    builds = new DatabaseBuildStore(knex);
    index.stream.reading = readingOf(KERNEL, '1-3');
    index.registry.images = [imageOf('1-3')];
    await index.refresh('stream');
    await index.refresh('registry');
  });

  /** A build that was requested this many minutes after the first. */
  async function build(
    minute: number,
    what: Partial<
      Record<'kernel' | 'architecture' | 'driver' | 'image', string>
    >,
    state: 'failed' | 'succeeded' | 'queued' = 'succeeded',
  ): Promise<string> {
    const { kernel = KERNEL, architecture = 'x86_64', driver, image } = what;
    const common = { source: 'stream', kernel, architecture };
    const plan: BuildPlan = driver
      ? ({
          type: 'driver',
          ...common,
          variant: 'default',
          unameRelease: `${kernel}.${architecture}`,
          entityRef: driver,
          location: 'url:https://git.example.com/a/b',
          toolkitImage: 'registry.example.com/dtk@sha256:1',
          imageReference: `${image ?? driver}:${kernel}`,
        } as BuildPlan)
      : {
          type: 'toolkit',
          ...common,
          repository: 'registry',
          tag: kernel,
          imageReference: `${image ?? 'registry.example.com/dtk'}:${kernel}`,
          baseImage: 'base',
          unameReleases: [],
        };
    const { build: created } = await builds.create(plan, 'user:default/a');
    await knex<BuildRow>('builds')
      .where({ id: created.id })
      .update({
        ...(state !== 'queued' && columnsOf(state)),
        created_at: new Date(minute * 60_000).toISOString(),
      });
    return created.id;
  }

  const coverageOf = async (kernel = KERNEL, driver?: string) => {
    const { items } = await index.coverage.list({ source: 'stream', driver });
    return items.find(item => item.kernel === kernel)!;
  };
  const cellOf = async (architecture = 'x86_64', driver?: string) =>
    (await coverageOf(KERNEL, driver)).architectures.find(
      cell => cell.architecture === architecture,
    )!;

  it.each([
    [1, 2],
    [2, 1],
  ])(
    'shows the latest build of the toolkit for any repository (%s, %s)',
    async (first, second) => {
      const ids = {
        [first]: await build(first, {}),
        [second]: await build(
          second,
          { image: 'other.example.com/dtk' },
          'failed',
        ),
      };

      expect((await cellOf()).latestBuild).toMatchObject({
        id: ids[2],
        createdAt: new Date(120_000).toISOString(),
      });
    },
  );

  it('shows a repeated build, and not the previous one', async () => {
    await build(1, {}, 'failed');
    const second = await build(2, {}, 'queued');

    expect((await cellOf()).latestBuild).toMatchObject({
      id: second,
      state: 'queued',
    });
  });

  it('shows the latest build of each driver, by name', async () => {
    const [b1, a1] = ['component:default/b', 'component:default/a'];
    await build(1, { driver: a1 }, 'failed');
    const a = await build(3, { driver: a1 });
    const b = await build(2, { driver: b1 });
    const older = await build(1, { driver: b1, image: 'another/place' });

    const { drivers, latestBuild } = await cellOf();

    expect(latestBuild).toBeUndefined();
    expect(drivers).toMatchObject([
      { entityRef: a1, build: { id: a, state: 'succeeded' } },
      { entityRef: b1, build: { id: b } },
    ]);
    expect(b).not.toBe(older);
    expect((await cellOf('x86_64', b1)).drivers).toMatchObject([
      { entityRef: b1, build: { id: b } },
    ]);
  });

  it('mixes up neither kernels nor architectures', async () => {
    index.stream.reading = {
      warnings: [],
      kernels: [
        {
          kernel: KERNEL,
          flavours: [
            flavourOf(KERNEL, 'x86_64'),
            { ...flavourOf(KERNEL, 'aarch64'), buildable: false },
          ],
        },
        ...readingOf('1-3').kernels,
      ],
    };
    await index.refresh('stream');
    const x86 = await build(1, {});
    const arm = await build(2, { architecture: 'aarch64' });
    const other = await build(3, { kernel: '1-3' });

    const { architectures } = await coverageOf();
    expect(
      architectures.map(cell => [
        cell.architecture,
        cell.buildable,
        cell.latestBuild?.id,
      ]),
    ).toEqual([
      ['aarch64', false, arm],
      ['x86_64', true, x86],
    ]);
    const [third] = (await coverageOf('1-3')).architectures;
    expect(third.latestBuild?.id).toBe(other);
  });

  it('does not call an architecture buildable because of its real-time kernel', async () => {
    const rt = { ...flavourOf(KERNEL, 'x86_64'), variant: 'rt' as const };
    index.stream.reading = {
      warnings: [],
      kernels: [
        {
          kernel: KERNEL,
          flavours: [{ ...flavourOf(KERNEL, 'x86_64'), buildable: false }, rt],
        },
      ],
    };
    await index.refresh('stream');

    expect(await cellOf()).toMatchObject({ buildable: false });
  });

  it('says whether each image exists for the architecture', async () => {
    expect((await cellOf()).images).toEqual([
      { repository: 'registry', state: 'absent' },
    ]);
    expect((await coverageOf('1-3')).architectures[0].images).toEqual([
      { repository: 'registry', state: 'present' },
    ]);

    index.registry.error = new ServiceUnavailableError(
      'The registry answered 503',
    );
    await expect(index.refresh('registry')).rejects.toThrow();

    expect((await cellOf()).images).toEqual([
      {
        repository: 'registry',
        state: 'unknown',
        reason: expect.stringContaining('503'),
      },
    ]);
  });

  it('describes coverage by kernel and architecture', async () => {
    const toolkit = {
      target: 't',
      source_id: 'stream',
      architecture: 'x86_64',
      variant: 'default',
      image_reference: 'i',
      plan: '{}',
      requested_by: 'user:default/guest',
    };
    const driver = { ...toolkit, type: 'driver', kernel: '1-3' };
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
        ...toolkit,
        id: 't1',
        type: 'toolkit',
        kernel: KERNEL,
        state: 'failed',
        created_at: '2026-01-01T00:00:00.000Z',
      },
    ]);

    const { items } = await index.coverage.list({});
    expect(items).toMatchObject([
      {
        kernel: KERNEL,
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
        kernel: '1-3',
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
