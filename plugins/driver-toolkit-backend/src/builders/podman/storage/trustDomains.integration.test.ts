import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type {
  BuildDomain,
  BuiltImage,
  DriverDomain,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { queryLabPodman } from '../../../__testUtils__/queryLabPodman';
import { PodmanBench } from '../__testUtils__/PodmanBench';
import { PodmanBuilder } from '../PodmanBuilder';
import { openBuilderStores } from './openBuilderStores';
import { pruneStores } from './pruneStores';
import { DEFAULT_STORAGE } from './storeLimits';

jest.setTimeout(240_000);

const NEVER = { maxBytes: Infinity, maxAgeMs: Infinity };

describe('Container storages of builds that do not trust each other', () => {
  const { signal } = new AbortController();
  let bench: PodmanBench;
  /** The attacker's podman. */
  let attacker: PodmanBench;
  let payload: string;
  let path: string;
  let toolkit: DriverDomain;

  beforeAll(async () => {
    payload = await mkdtemp(join(tmpdir(), 'payload-'));
    await writeFile(join(payload, 'payload'), 'evil');
    attacker = await PodmanBench.create({
      id: 'attacker',
      // No history mentions it.
      extraArguments: ['--network=host', `--volume=${payload}:/mnt`],
    });
    path = join(attacker.lab.home, 'containers', `trust-${randomUUID()}`);
    bench = await PodmanBench.create({
      concurrency: 2,
      storage: { ...DEFAULT_STORAGE, path },
    });
    const reference = `${bench.lab.registry}/trust/toolkit:${randomUUID()}`;
    const { image } = await bench.build(['ENV TOOLKIT=1']);
    const digest = await push(bench, image, reference);
    image.discard();
    await bench.builder.tidy();
    toolkit = {
      type: 'driver',
      driver: 'nobody',
      toolkit: `${reference.replace(/:[^:/]*$/, '')}@${digest}`,
      access: { prefix: bench.lab.registry, insecure: true },
    };
  });

  afterAll(async () => {
    await bench.dispose();
    await attacker.dispose();
    await rm(path, { recursive: true, force: true });
    await rm(payload, { recursive: true });
  });

  function push(from: PodmanBench, image: BuiltImage, reference: string) {
    return image.push({
      reference,
      others: [],
      access: { prefix: from.lab.registry, insecure: true },
      signal,
      onLines: () => {},
    });
  }

  const driver = (name: string): DriverDomain => ({ ...toolkit, driver: name });

  /** Builds with exactly these lines. */
  async function build(domain: BuildDomain, lines: string[]) {
    const containerfile = join(bench.context, randomUUID());
    await writeFile(containerfile, `${lines.join('\n')}\n`);
    const output: string[] = [];
    const image = await bench.builder.build({
      containerfile,
      context: bench.context,
      domain,
      arguments: {},
      architecture: 'x86_64',
      registries: [toolkit.access],
      signal,
      onLines: written => output.push(...written),
    });
    return { image, output };
  }

  /**
   * An image that podman accepts as the cached layer of a step: it has the same
   * parent and history, and the attacker's content.
   */
  async function forge(base: string, step: string): Promise<string> {
    const { image } = await attacker.build([], {
      containerfile: await write([`FROM ${base}`, `RUN ${step}`]),
    });
    const reference = `${bench.lab.registry}/evil/layers:${randomUUID()}`;
    await push(attacker, image, reference);
    image.discard();
    return reference;
  }

  async function write(lines: string[]): Promise<string> {
    const file = join(bench.context, randomUUID());
    await writeFile(file, `${lines.join('\n')}\n`);
    return file;
  }

  async function contentOf(image: BuiltImage, file: string): Promise<string> {
    const content = await image.runProgram(['cat', file], text, signal);
    return content!;
  }

  it('never share a layer, whatever a driver’s image claims to be', async () => {
    const step = `cat /mnt/payload > /step; echo ${randomUUID()} >> /step`;
    const base = toolkit.toolkit;
    const forged = await forge(base, step);
    const steps = [`FROM ${base}`, `RUN ${step}`];
    const inBuilds = async (domain: BuildDomain) => {
      const { image, output } = await build(domain, steps);
      const content = await contentOf(image, '/step');
      image.discard();
      return { content, isCached: output.join().includes('Using cache') };
    };

    const pulled = await build(driver('evil'), [`FROM ${forged}`]);
    // The forgery works: the attacker's own driver gets the layer.
    expect(await inBuilds(driver('evil'))).toEqual({
      content: expect.stringContaining('evil'),
      isCached: true,
    });
    for (const domain of [
      { type: 'toolkits' } as const,
      driver('honest'),
      // Another repository of the same entity is not the same driver.
      driver('evil github.com/other/evil'),
    ]) {
      expect(await inBuilds(domain)).toEqual({
        content: expect.not.stringContaining('evil'),
        isCached: false,
      });
    }
    pulled.image.discard();
    await bench.builder.tidy();
  });

  it('find no image that another build pulled or made', async () => {
    const { image } = await build(driver('one'), [
      `FROM ${toolkit.toolkit}`,
      'LABEL a=b',
    ]);
    const stores = (await openBuilderStores(bench.config))!;
    const names = await Promise.all(
      (
        await stores.written()
      ).map(({ podman }) =>
        podman.query(['images', '--format', '{{.Repository}}:{{.Tag}}']),
      ),
    );
    const [made] = names
      .join('\n')
      .split('\n')
      .filter(name => name.startsWith('localhost/driver-toolkit-build:'));
    for (const domain of [driver('two'), { type: 'toolkits' } as const]) {
      await expect(build(domain, [`FROM ${made}`])).rejects.toThrow();
    }
    image.discard();
    await bench.builder.tidy();
    // A name that disappears with its build cannot be used in a FROM.
    await expect(build(driver('one'), [`FROM ${made}`])).rejects.toThrow();
  });

  it("pull a toolkit once for all drivers, and do not change the operator's own podman", async () => {
    const pull = /^Pulling .* once for all drivers/;
    const other = { ...DEFAULT_STORAGE, path: `${path}-once` };
    const builders = await Promise.all(
      [1, 2].map(() =>
        PodmanBuilder.create({ ...bench.config, storage: other }, bench.folder),
      ),
    );
    const own = () =>
      queryLabPodman(['images', '--all', '--quiet', '--no-trunc']);
    process.env.CONTAINERS_STORAGE_CONF = bench.lab.env.CONTAINERS_STORAGE_CONF;
    const before = await own();
    const containerfile = await write([`FROM ${toolkit.toolkit}`, 'LABEL a=b']);
    const outputs = await Promise.all(
      [0, 1, 0, 1].map(async (index, number) => {
        const output: string[] = [];
        const builder = builders[index];
        const image = await builder.build({
          containerfile,
          context: bench.context,
          domain: driver(`driver-${number}`),
          arguments: {},
          architecture: 'x86_64',
          registries: [toolkit.access],
          signal,
          onLines: lines => output.push(...lines),
        });
        image.discard();
        return output;
      }),
    );
    expect(outputs.flat().filter(line => pull.test(line))).toHaveLength(1);
    expect(await own()).toBe(before);
    await Promise.all(builders.map(builder => builder.close()));
    await rm(other.path, { recursive: true });
  });

  it('are removed when unused, and made again when needed', async () => {
    const stores = (await openBuilderStores(bench.config))!;
    const steps = [`FROM ${toolkit.toolkit}`, 'RUN echo kept > /kept'];
    const used = await build(driver('used'), steps);
    const idle = await build(driver('idle'), steps);
    idle.image.discard();
    await bench.builder.tidy();
    await pruneStores(stores, NEVER);
    const before = (await stores.driverFolders()).length;

    // One is being inspected: neither it nor its base can be removed.
    await pruneStores(stores, { maxBytes: 0, maxAgeMs: Infinity });
    expect(await stores.driverFolders()).toHaveLength(1);
    expect(before).toBeGreaterThan(1);
    expect(await stores.images.list()).toHaveLength(1);
    expect(await contentOf(used.image, '/kept')).toBe('kept\n');

    used.image.discard();
    await bench.builder.tidy();
    await pruneStores(stores, { maxBytes: Infinity, maxAgeMs: -1 });
    expect(await stores.driverFolders()).toEqual([]);
    expect(await stores.images.folders()).toEqual([]);

    const again = await build(driver('used'), steps);
    expect(await contentOf(again.image, '/kept')).toBe('kept\n');
    again.image.discard();
  });

  it('are removed with the image that they were built on', async () => {
    const stores = (await openBuilderStores(bench.config))!;
    const { image } = await build(driver('orphan'), [
      `FROM ${toolkit.toolkit}`,
      'LABEL a=b',
    ]);
    image.discard();
    await bench.builder.tidy();
    for (const folder of await stores.images.folders()) {
      await stores.images.remove(folder);
    }
    await pruneStores(stores, NEVER);
    expect(await stores.driverFolders()).toEqual([]);
  });
});
