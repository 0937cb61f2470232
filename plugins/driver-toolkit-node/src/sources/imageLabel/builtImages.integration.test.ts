import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { mockServices } from '@backstage/backend-test-utils';
import { DockerRegistry } from '../../registry/__testUtils__/DockerRegistry';
import { InMemoryContentCache } from '../../registry/InMemoryContentCache';
import { ImageLabelKernelSource } from './ImageLabelKernelSource';

const run = promisify(execFile);

jest.setTimeout(120_000);

const OLD = '5.14.0-391.el9';
const NEW = '5.14.0-404.el9';
const ARCHITECTURE = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const folder = (kernel: string) => `usr/lib/modules/${kernel}.${ARCHITECTURE}`;

/** Builds images with podman, in a separate storage, and pushes them. */
describe('ImageLabelKernelSource, of images that podman built', () => {
  let registry: DockerRegistry;
  let directory: string;
  let runRoot: string;

  beforeAll(async () => {
    registry = await DockerRegistry.start();
    directory = await mkdtemp(join(tmpdir(), 'built-images-'));
    // podman accepts at most 50 characters for this path.
    runRoot = await mkdtemp('/tmp/run-');
    for (const kernel of [OLD, NEW]) {
      const path = join(directory, kernel, folder(kernel));
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'vmlinuz'), kernel);
    }
    // A program for an image from scratch, with its libraries.
    const { stdout } = await run('ldd', ['/usr/bin/rm']);
    for (const file of ['/usr/bin/rm', ...(stdout.match(/\/\S+/g) ?? [])]) {
      const target = join(directory, 'tools', file);
      await mkdir(dirname(target), { recursive: true });
      await cp(file, target, { dereference: true });
    }
  });

  afterAll(async () => {
    await registry.close();
    await rm(directory, { recursive: true, force: true });
    await rm(runRoot, { recursive: true, force: true });
  });

  async function podman(...command: string[]): Promise<void> {
    await run(
      'podman',
      [
        `--root=${join(directory, 'storage')}`,
        `--runroot=${runRoot}`,
        '--storage-driver=vfs',
        ...command,
      ],
      { cwd: directory },
    );
  }

  async function buildAndPush(
    name: string,
    instructions: string[],
  ): Promise<string> {
    const image = `${registry.host}/${name}:latest`;
    await writeFile(
      join(directory, 'Containerfile'),
      ['FROM scratch', 'COPY tools /', ...instructions].join('\n'),
    );
    await podman(
      'build',
      '--isolation=chroot',
      '--network=host',
      '--layers',
      `--tag=${image}`,
      '.',
    );
    await podman('push', '--tls-verify=false', image);
    return image;
  }

  async function kernelsOf(image: string): Promise<string[]> {
    const source = new ImageLabelKernelSource(
      {
        id: 'built',
        type: 'imageLabel',
        title: 'Built images',
        images: [image],
        label: 'ostree.linux',
        insecure: true,
        architectures: [ARCHITECTURE],
        schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
      },
      { cache: new InMemoryContentCache() },
    );
    const { kernels, warnings } = await source.read({
      signal: AbortSignal.timeout(60_000),
      logger: mockServices.logger.mock(),
    });
    expect(warnings).toEqual([]);
    return kernels.map(({ kernel }) => kernel);
  }

  it('reads the kernel of the uppermost layer', async () => {
    const image = await buildAndPush('upgraded', [
      `COPY ${OLD} /`,
      `COPY ${NEW} /`,
    ]);

    await expect(kernelsOf(image)).resolves.toEqual([NEW]);
  });

  it('reads the remaining kernel after another was removed', async () => {
    const image = await buildAndPush('rolled-back', [
      `COPY ${OLD} /`,
      `COPY ${NEW} /`,
      `RUN ["/usr/bin/rm", "-r", "/${folder(NEW)}"]`,
    ]);

    await expect(kernelsOf(image)).resolves.toEqual([OLD]);
  });
});
