import { randomUUID } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { PackageProxy } from './cache/__testUtils__/PackageProxy';

const DOCKERFILE = resolve(__dirname, '../../../../../Dockerfile');
const KERNELS = ['5.14.0-391.el9', '5.14.0-404.el9'];

jest.setTimeout(120_000);

describe('PodmanBuilder with shared caches', () => {
  let bench: PodmanBench;
  let proxy: PackageProxy;
  let folder: string;
  let source: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packages-'));
    bench = await PodmanBench.create({
      concurrency: 2,
      packageCache: { path: folder, maxBytes: 1024 ** 3 },
    });
    proxy = await PackageProxy.start();
  });

  afterAll(async () => {
    proxy.stop();
    await bench.dispose();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    source = `source-${randomUUID()}`;
    await mkdir(join(folder, 'packages', source));
  });

  /** Builds the Driver Toolkit's Containerfile without cached layers. */
  async function buildToolkit(
    kernel: string,
    options: { only?: 'common'; shared?: boolean; signal?: AbortSignal } = {},
  ) {
    const content = await readFile(DOCKERFILE, 'utf8');
    const [common, ofKernel] = content.split('# ---- One kernel ----');
    const lines = [
      common.replace(
        ' AS common\n',
        ` AS common\nENV RUN_OF=${randomUUID()}\n`,
      ),
      ...(options.only ? [] : [ofKernel]),
    ];
    const containerfile = join(bench.context, `Containerfile-${randomUUID()}`);
    await writeFile(containerfile, lines.join('\n'));
    return bench.build([], {
      containerfile,
      arguments: {
        BASE_IMAGE: bench.lab.baseImage,
        KERNEL_VERSION: kernel,
        http_proxy: proxy.url,
      },
      domain: { type: 'toolkits', shared: { source } },
      ...(options.signal && { signal: options.signal }),
    });
  }

  it('downloads for a second kernel only its own packages', async () => {
    await buildToolkit(KERNELS[0], { only: 'common' });
    const common = proxy.takePackages();
    expect(common).toContain('gcc-11.4.1-3.el9.x86_64.rpm');

    const { image } = await buildToolkit(KERNELS[1]);
    const ofKernel = proxy.takePackages();

    expect(ofKernel).toContain(`kernel-devel-${KERNELS[1]}.x86_64.rpm`);
    expect(ofKernel.filter(name => common.includes(name))).toEqual([]);
    expect((await readdir(join(folder, 'packages', source))).sort()).toEqual(
      [...common, ...ofKernel].sort(),
    );
    // The image contains nothing of the cache, not even its folder.
    const left = await image.runProgram(
      ['find', '/mnt', '-mindepth', '1'],
      async output => (await output.toArray()).join(''),
      new AbortController().signal,
    );
    expect(left).toBe('');
  });

  it('lends nothing to a build without shared parts', async () => {
    await writeFile(join(folder, 'packages', source, 'gcc.rpm'), '');

    const { output } = await bench.build([
      `RUN echo ${randomUUID()} && ls -A /mnt && ! grep ' /mnt ' /proc/self/mounts && echo nothing there`,
    ]);

    expect(output).toContain('nothing there');
  });

  it('continues the downloads of a cancelled build', async () => {
    const controller = new AbortController();
    const held = proxy.holdAfter(8);
    const cancelled = buildToolkit(KERNELS[0], {
      only: 'common',
      signal: controller.signal,
    });
    await held;
    controller.abort(new Error('Cancelled'));
    await expect(cancelled).rejects.toThrow('Cancelled');
    proxy.release();
    proxy.takePackages();
    const kept = await readdir(join(folder, 'packages', source));
    expect(kept.length).toBeGreaterThan(0);

    await buildToolkit(KERNELS[0], { only: 'common' });

    const downloaded = proxy.takePackages();
    expect(downloaded.length).toBeGreaterThan(0);
    expect(downloaded.filter(name => kept.includes(name))).toEqual([]);
  });

  function commonStage(instruction: string): string[] {
    return [
      `FROM ${bench.lab.baseImage} AS common`,
      instruction,
      'FROM common',
      'ARG KERNEL',
      'RUN echo "for $KERNEL"',
    ];
  }

  it('makes a stage of two builds once', async () => {
    const key = randomUUID();
    const lines = commonStage(`RUN echo made-${key}-$((20 + 3))`);
    const build = (kernel: string) =>
      bench.build(lines, {
        domain: {
          type: 'toolkits',
          shared: { source, stage: { name: 'common', key } },
        },
        arguments: { KERNEL: kernel },
      });

    const builds = await Promise.all(KERNELS.map(build));

    const made = builds
      .flatMap(({ output }) => output)
      .filter(line => line === `made-${key}-23`);
    expect(made).toHaveLength(1);
  });

  it('shares layers with other builders through a registry', async () => {
    const prefix = `${bench.lab.registry}/layers/${randomUUID()}`;
    const marker = randomUUID();
    const build = () =>
      bench.build(commonStage(`RUN echo made-$((20 + 3))-${marker}`), {
        domain: {
          type: 'toolkits',
          shared: {
            source,
            stage: {
              name: 'common',
              // The key of a builder that has not made it.
              key: randomUUID(),
              layerCache: { prefix, insecure: true },
            },
          },
        },
      });
    const first = await build();
    expect(first.output).toContain(`made-23-${marker}`);
    await queryLabPodman(['rmi', '--force', first.image.id]);

    const second = await build();

    expect(second.output).not.toContain(`made-23-${marker}`);
    expect(second.output.join('\n')).toContain(
      `Cache pulled from remote ${prefix}`,
    );
  });
});
