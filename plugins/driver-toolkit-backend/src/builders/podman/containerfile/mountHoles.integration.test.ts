import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverDomain } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readLab } from '../../../__testUtils__/lab';
import { PodmanBench } from '../__testUtils__/PodmanBench';
import { DEFAULT_STORAGE } from '../storage/storeLimits';
import type { MountHole } from './mountHoles';

jest.setTimeout(240_000);

describe('Mounts of steps that lead to the build host', () => {
  const { signal } = new AbortController();
  const marker = randomUUID();
  let storage: string;
  /** A builder that allows all mounts of drivers. */
  let open: PodmanBench;
  let bench: PodmanBench;
  let host: string;
  let base: string;
  let domain: DriverDomain;
  /** An image with ONBUILD steps. */
  let trap: string;

  beforeAll(async () => {
    host = await mkdtemp(join(tmpdir(), 'host-'));
    await writeFile(join(host, 'marker'), marker);
    storage = join(readLab().home, 'containers', `mounts-${randomUUID()}`);
    open = await PodmanBench.create({
      storage: { ...DEFAULT_STORAGE, path: join(storage, 'open') },
      unsafeDriverMounts: true,
    });
    base = open.lab.baseImage;
    trap = `${open.lab.registry}/mounts/trap:${randomUUID()}`;
    bench = await PodmanBench.create({
      storage: { ...DEFAULT_STORAGE, path: join(storage, 'held') },
    });
    const access = { prefix: open.lab.registry, insecure: true };
    const reference = `${open.lab.registry}/mounts/toolkit`;
    const { image } = await open.build(['ENV TOOLKIT=1']);
    const digest = await image.push({
      reference: `${reference}:${randomUUID()}`,
      others: [],
      access,
      signal,
      onLines: () => {},
    });
    image.discard();
    domain = {
      type: 'driver',
      driver: randomUUID(),
      toolkit: `${reference}@${digest}`,
      access,
    };
    await makeTrap();
  });

  afterAll(async () => {
    await open.dispose();
    await bench.dispose();
    await rm(storage, { recursive: true, force: true });
    await rm(host, { recursive: true });
  });

  /** Builds with exactly these lines; `${DTK_IMAGE}` is the toolkit. */
  async function build(by: PodmanBench, lines: readonly string[]) {
    const containerfile = join(by.context, randomUUID());
    await writeFile(containerfile, `${lines.join('\n')}\n`);
    return by.build([], {
      containerfile,
      domain,
      arguments: { DTK_IMAGE: domain.toolkit },
      registries: [domain.access],
    });
  }

  /** A build's output, or why it was refused. */
  async function outcome(by: PodmanBench, lines: readonly string[]) {
    try {
      const { image, output } = await build(by, lines);
      image.discard();
      return output.join('\n');
    } catch (error) {
      return String(error);
    }
  }

  const stageLink = () => [
    `FROM ${base} AS trap`,
    `RUN ln -s ${host} /link`,
    `FROM ${base}`,
    'RUN --mount=type=bind,from=trap,source=/link,target=/in cat /in/marker',
  ];
  const contextLink = () => [
    `FROM ${base}`,
    `RUN --mount=type=bind,target=/context,rw ln -sfn ${host} /context/link`,
    'RUN --mount=type=bind,source=link,target=/in cat /in/marker',
  ];
  const cacheId = () => [
    `FROM ${base}`,
    `RUN --mount=type=cache,id=${'../'.repeat(
      32,
    )}${host},target=/in cat /in/marker`,
  ];
  const ATTACKS: [string, MountHole, () => string[]][] = [
    ['a link in another stage', 'links', stageLink],
    ['a link that a step has put into the context', 'links', contextLink],
    ['the id of a cache', 'caches', cacheId],
  ];
  const NAMES = {
    links: 'links in another stage (CVE-2024-1753)',
    caches: 'ids of caches (CVE-2024-9675)',
  };

  /** Makes an image whose steps run in each build that starts from it. */
  async function makeTrap(): Promise<void> {
    // Images in OCI format have none.
    const docker = await PodmanBench.create({
      extraArguments: ['--network=host', '--format=docker'],
    });
    const containerfile = join(docker.context, randomUUID());
    await writeFile(
      containerfile,
      [
        `FROM ${base}`,
        ...cacheId()
          .slice(1)
          .map(step => `ONBUILD ${step}`),
      ].join('\n'),
    );
    try {
      const { image } = await docker.build([], { containerfile });
      await image.push({
        reference: trap,
        others: [],
        access: domain.access,
        signal,
        onLines: () => {},
      });
      image.discard();
    } finally {
      await docker.dispose();
    }
  }

  it.each(ATTACKS)(
    'are found by a test if %s leads there, and then refused',
    async (_, hole, attack) => {
      const leaks = (await outcome(open, attack())).includes(marker);
      const { problems } = await bench.builder.inspect();
      expect(problems.some(text => text.includes(NAMES[hole]))).toBe(leaks);

      const held = await outcome(bench, attack());
      expect(held).not.toContain(marker);
      expect(
        held.includes(
          "On builder 'test', that could lead a step to folders of the build host",
        ),
      ).toBe(leaks);
    },
  );

  it('can come from a base image, too', async () => {
    const held = await outcome(bench, [
      `ARG BASE=${trap}`,
      'FROM ${BASE} AS runtime',
    ]);
    expect(held).not.toContain(marker);
    const { problems } = await bench.builder.inspect();
    expect(held.includes(`starts from ${trap}, which has ONBUILD steps`)).toBe(
      problems.length > 0,
    );
  });

  // podman 4.3.1 has each of these holes.
  it.each([
    [
      'an option in a variable',
      true,
      () => [
        `FROM ${base}`,
        `ARG X=mount=type=cache,id=${'../'.repeat(32)}${host},target=/in`,
        'RUN --$X cat /in/marker',
      ],
    ],
    [
      'a volume whose path a step has made a link',
      true,
      () => [
        `FROM ${base}`,
        `RUN mkdir -p /a${host}`,
        'VO\\',
        '',
        `LUME /a${host}`,
        'RUN mv /a /b && ln -s / /a',
        `RUN cat /a${host}/marker`,
      ],
    ],
    [
      'a FROM over lines, of an image that brings it',
      false,
      () => [`FROM ${base}`, 'FR\\', '', `OM ${trap}`],
    ],
    [
      'a stage that is really an image',
      false,
      () => [
        'ARG X=a',
        'ARG \\',
        `  X=${trap}`,
        'FROM scratch AS a',
        'FROM ${X}',
      ],
    ],
  ])('are not hidden by %s', async (_, isAlwaysRefused, lines) => {
    const held = await outcome(bench, lines());
    expect(held).not.toContain(marker);
    const { problems } = await bench.builder.inspect();
    expect(/cannot be built\. (?:Line \d|It starts from)/.test(held)).toBe(
      isAlwaysRefused || problems.length > 0,
    );
  });

  it('make and mount no storage that a Containerfile names', async () => {
    const graph = join(host, 'graph');
    for (const line of [
      `COPY --from=containers-storage:[overlay@${graph}+${host}/run]x /a /a`,
      `FROM containers-storage:[overlay@${graph}+${host}/run]x`,
    ]) {
      expect(await outcome(bench, [`FROM ${base}`, line])).toContain(
        'The Containerfile cannot be built.',
      );
    }
    expect(await readdir(host)).toEqual(['marker']);
  });

  it('do not disturb ordinary builds', async () => {
    const { image, output } = await build(bench, [
      '# As most drivers are built',
      'ARG DTK_IMAGE',
      'FROM ${DTK_IMAGE} AS builder',
      'RUN --mount=type=secret,id=nothing \\',
      '    --mount=type=bind,target=/src \\',
      '    touch /built',
      `FROM ${base} AS runtime`,
      'COPY --from=builder /built /built',
    ]);
    expect(output.join('\n')).toContain('COPY --from=builder');
    image.discard();
  });

  it('are tested in a storage that is removed afterwards', async () => {
    await bench.builder.inspect();
    expect(await readdir(join(storage, 'held'))).not.toContain('probe');
    const stores = (await bench.builder.stores())!;
    const images = await stores.lendEmpty(({ podman }) =>
      podman.query(['images', '--all', '--quiet']),
    );
    expect(images).toBe('');
    // Nothing was built here, so that what there was of it may be pruned by now.
    const toolkits = await stores.storageIn(stores.toolkitFolder).store();
    expect(await toolkits.podman.query(['ps', '--all', '--quiet'])).toBe('');
  });
});
