import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  bytesOf,
  readKernelModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readLab } from '../../__testUtils__/lab';
import { KERNEL, UNAME } from '../../__testUtils__/labKernel';
import { pushRepository } from '../../__testUtils__/pushRepository';
import { readStageStarts } from '../../builders/podman/containerfile/baseImages';
import { checkInstruction } from '../../builders/podman/containerfile/checkInstruction';
import {
  readInstructions,
  writeInstructions,
} from '../../builders/podman/containerfile/readInstructions';
import { CONSUMER, PROVIDER, SHAPES, type Shape } from './__testUtils__/shapes';

jest.setTimeout(900_000);

const run = promisify(execFile);
const ROOT = resolve(__dirname, '../../../../..');
const SKELETON = join(ROOT, 'templates/driver-container/skeleton');
const TOOLKIT = 'localhost/driver-template-toolkit';
/** Of a toolkit's size. */
const MAX_SHARE = 0.1;

/** Checked and rewritten, as on a builder with every hole of podman 4.3.1. */
function asPodmanGetsIt(containerfile: string): string {
  const instructions = readInstructions(containerfile);
  for (const instruction of instructions) {
    checkInstruction(instruction, {
      open: ['links', 'caches'],
      hereDocuments: false,
      volumes: false,
      where: 'Here',
    });
  }
  expect(readStageStarts(instructions, {})).toHaveLength(4);
  return writeInstructions(instructions);
}

describe('a driver container of the template, from its driver.yaml alone', () => {
  const lab = readLab();
  const env = { ...process.env, ...lab.env };
  const images: string[] = [];
  let folder: string;

  const podman = async (...args: string[]) =>
    (await run('podman', args, { env, maxBuffer: 64 * 1024 * 1024 })).stdout;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driver-template-'));
    await podman(
      ...['build', '--network=host', '--build-arg', `KERNEL_VERSION=${KERNEL}`],
      ...['--build-arg', `BASE_IMAGE=${lab.baseImage}`, '--tag', TOOLKIT],
      ...['--file', join(ROOT, 'Dockerfile'), ROOT],
    );
  });

  afterAll(async () => {
    await podman('image', 'rm', '--force', ...images, TOOLKIT);
    await rm(folder, { recursive: true });
  });

  /** Builds a repository of the template's files and those of a shape, and returns the image. */
  async function build({ driver, files }: Shape): Promise<string> {
    const repository = await mkdtemp(join(folder, 'repository-'));
    await cp(SKELETON, repository, {
      recursive: true,
      filter: source => !/skeleton\/(?:src|modprobe\.d|deploy)/.test(source),
    });
    const template = await readFile(
      join(SKELETON, 'Containerfile.njk'),
      'utf8',
    );
    const all = {
      ...files,
      'driver.yaml': `image: registry.example.com/acme\n${driver}`,
      Containerfile: asPodmanGetsIt(
        template
          .replaceAll('${{ values.toolkitImage }}', TOOLKIT)
          .replaceAll('${{ values.unameRelease }}', UNAME)
          .replaceAll(/\$\{\{ values\.description .*\}\}/g, '"A driver"')
          .replaceAll(/\$\{\{ .*? \}\}/g, 'acme'),
      ),
    };
    for (const [path, content] of Object.entries(all)) {
      await mkdir(dirname(join(repository, path)), { recursive: true });
      await writeFile(join(repository, path), content);
    }
    const image = `localhost/driver-template-${randomUUID()}`;
    await podman(
      ...['build', '--network=host', '--tag', image],
      ...['--file', join(repository, 'Containerfile'), repository],
    );
    images.push(image);
    return image;
  }

  /** Files of an image by their paths below a folder. */
  async function open(image: string): Promise<string> {
    const container = (await podman('create', image)).trim();
    const target = await mkdtemp(join(folder, 'image-'));
    try {
      await podman('cp', `${container}:/.`, target);
    } finally {
      await podman('rm', container);
    }
    return target;
  }

  const modulesIn = async (image: string) => {
    const { stdout } = await run('find', [
      join(await open(image), 'opt/lib/modules', UNAME, 'extra'),
      ...['-name', '*.ko', '-printf', '%f\n'],
    ]);
    return stdout.trim().split('\n').sort();
  };

  it.each([
    ['Kbuild in the root', ['acme-root.ko']],
    ['a Makefile with KVER and KERNELDIR', ['acme_variables.ko']],
    ['a CONFIG switch on the command line', ['acme_switch.ko']],
    ['a configure step', ['acme_configured.ko']],
  ] as const)('builds %s', async (shape, modules) => {
    expect(await modulesIn(await build(SHAPES[shape]))).toEqual(modules);
  });

  it('builds modules in folders that need each other, and puts what they need into a small image', async () => {
    const image = await build(
      SHAPES['modules in folders that need each other'],
    );
    const files = await open(image);
    const read = (path: string) => readFile(join(files, path), 'utf8');
    expect(await read(`opt/lib/modules/${UNAME}/modules.dep`)).toContain(
      'extra/acme_nic.ko: extra/acme_core.ko',
    );
    expect(await read('etc/modprobe.d/driver.conf')).toBe(
      'options acme_core level="2 3"\nsoftdep acme_nic pre: mdio post: acme_later\n',
    );
    expect(await read('etc/driver/modules')).toBe('acme_core\nacme_nic\n');
    expect(await read('etc/driver/replaces')).toBe('acme_old\n');
    expect(await read('opt/lib/firmware/blobs/acme.bin')).toBe('firmware\n');

    // On whatever kernel this machine has.
    await expect(podman('run', '--rm', image)).rejects.toThrow(
      `error: this image is for the kernel ${UNAME}, the node runs`,
    );
    const compressed = async (name: string) => {
      const archive = join(folder, 'archive');
      await podman('push', '--compress', name, `dir:${archive}`);
      const manifest = JSON.parse(
        await readFile(join(archive, 'manifest.json'), 'utf8'),
      );
      await rm(archive, { recursive: true });
      return manifest.layers.reduce(
        (sum: number, { size }: { size: number }) => sum + size,
        0,
      );
    };
    expect(await compressed(image)).toBeLessThan(
      MAX_SHARE * (await compressed(TOOLKIT)),
    );
  });

  describe('whose source is elsewhere', () => {
    const { files } = SHAPES['Kbuild in the root'];
    const patch = (from: string, to: string) =>
      `--- a/src/Kbuild\n+++ b/src/Kbuild\n@@ -1 +1 @@\n-obj-m := ${from}\n+obj-m := ${to}\n`;
    let server: Server;
    let url: string;
    let tarball: Buffer;

    beforeAll(async () => {
      const top = join(folder, 'upstream');
      for (const [path, content] of Object.entries({
        ...files,
        'src/acme_patched.c': files['src/acme-root.c'],
      })) {
        await mkdir(dirname(join(top, path)), { recursive: true });
        await writeFile(join(top, path), content);
      }
      await run('tar', ['-cJf', `${top}.tar.xz`, '-C', folder, 'upstream']);
      tarball = await readFile(`${top}.tar.xz`);
      server = createServer((_, response) => response.end(tarball));
      await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
      url = `http://127.0.0.1:${
        (server.address() as AddressInfo).port
      }/acme.tar.xz`;
    });

    afterAll(() => server.close());

    const fromTarball = (sha256: string, patches = '[]') =>
      `source:\n  tarball: { url: '${url}', sha256: '${sha256}', strip: 1, path: src }\n  patches: ${patches}\n`;
    const sha256 = () => createHash('sha256').update(tarball).digest('hex');

    it('builds a commit of another repository', async () => {
      const name = `upstream-${randomUUID()}`;
      await pushRepository(lab.forge, name, files);
      const address = `${lab.forge}/drivers/${name}.git`;
      const { stdout } = await run('git', ['ls-remote', address, 'HEAD']);
      const commit = stdout.slice(0, 40);
      const image = await build({
        driver: `source:\n  git: { url: '${address}', commit: '${commit}', path: src }\nmodules: [acme-root]\n`,
        files: {},
      });
      expect(await modulesIn(image)).toEqual(['acme-root.ko']);
    });

    it('builds a tarball, with the patches of the kernel', async () => {
      const image = await build({
        driver: `${fromTarball(
          sha256(),
          `[{ file: one.patch, kernels: '>= 5.14.0-391.el9, < 5.15' }, { file: two.patch, kernels: '>= 6' }]`,
        )}modules: [acme_patched]\n`,
        files: {
          'one.patch': patch('acme-root.o', 'acme_patched.o'),
          'two.patch': 'not a patch',
        },
      });
      expect(await modulesIn(image)).toEqual(['acme_patched.ko']);
    });

    it('refuses a tarball with another checksum', async () => {
      await expect(
        build({
          driver: `${fromTarball('0'.repeat(64))}modules: [acme-root]\n`,
          files: {},
        }),
      ).rejects.toThrow(
        `error: ${url} has the SHA-256 ${sha256()}, not ${'0'.repeat(64)}`,
      );
    });

    it('refuses a patch that does not apply', async () => {
      await expect(
        build({
          driver: `${fromTarball(
            sha256(),
            '[{ file: one.patch }]',
          )}modules: [acme-root]\n`,
          files: { 'one.patch': patch('other.o', 'acme_patched.o') },
        }),
      ).rejects.toThrow('error: one.patch does not apply to the source');
    });
  });

  describe('that needs another driver', () => {
    const needs = 'needs/provider';
    /** What the provider's image exports, in the consumer's repository. */
    let exported: Record<string, string>;

    beforeAll(async () => {
      const image = await build(PROVIDER);
      // As `make need` does it.
      await run(
        'make',
        ['-f', join(SKELETON, 'Makefile'), 'need', 'NAME=provider'].concat(
          `FROM=${image}`,
        ),
        { env, cwd: folder },
      );
      const { stdout } = await run('find', [needs, '-type', 'f'], {
        cwd: folder,
      });
      exported = Object.fromEntries(
        await Promise.all(
          stdout
            .trim()
            .split('\n')
            .map(async path => [
              path,
              await readFile(join(folder, path), 'utf8'),
            ]),
        ),
      );
    });

    const buildWith = (files: Record<string, string>) =>
      build({ ...CONSUMER, files: { ...CONSUMER.files, ...files } });

    it('takes symbols, headers and the kernel from its image', () => {
      expect(exported).toEqual({
        [`${needs}/include/acme/provider.h`]: 'int acme_provide(void);\n',
        [`${needs}/kernel`]: `${UNAME}\n`,
        [`${needs}/Module.symvers`]: expect.stringMatching(
          /^0x[0-9a-f]{8}\tacme_provide\t.*acme_provider\tEXPORT_SYMBOL_GPL\t\n$/,
        ),
      });
    });

    it('builds with them, with the checksums of its symbols', async () => {
      const files = await open(await buildWith(exported));
      const module = readKernelModule(
        bytesOf(
          await readFile(
            join(files, 'opt/lib/modules', UNAME, 'extra/acme_consumer.ko'),
          ),
        ),
      );
      const [crc] = exported[`${needs}/Module.symvers`].split('\t');
      expect(module?.depends).toEqual(['acme_provider']);
      expect(module?.versions).toContainEqual({
        symbol: 'acme_provide',
        crc: Number(crc),
      });
      await expect(readFile(join(files, 'opt/exports/kernel'))).rejects.toThrow(
        'ENOENT',
      );
    });

    it('is refused without them', async () => {
      await expect(buildWith({})).rejects.toThrow(
        `error: build.needs: there is no needs/provider; 'make need NAME=provider FROM=IMAGE' takes it from an image of component:default/provider for ${UNAME}`,
      );
    });

    it('is refused with those of another kernel', async () => {
      await expect(
        buildWith({ ...exported, [`${needs}/kernel`]: '6.12.0-1.el10.x86_64' }),
      ).rejects.toThrow(
        `error: build.needs: needs/provider is of an image for 6.12.0-1.el10.x86_64, not for ${UNAME}`,
      );
    });

    it('is refused if the other one exports a header that it does not have', async () => {
      await expect(
        build({
          ...PROVIDER,
          driver: PROVIDER.driver.replace('include/', 'gone/'),
        }),
      ).rejects.toThrow(
        'error: the source has no gone/, which exports.headers names',
      );
    });
  });

  it('refuses a module that was not made', async () => {
    const { driver, files } = SHAPES['Kbuild in the root'];
    await expect(
      build({ driver: driver.replace(']', ', acme_other]'), files }),
    ).rejects.toThrow(
      'error: driver.yaml names the module acme_other, but the build made only acme_root',
    );
  });

  it('refuses a package that no repository has', async () => {
    const { driver, files } = SHAPES['Kbuild in the root'];
    const packages = 'build: { packages: [kmod, acme-none] }\n';
    await expect(build({ driver: driver + packages, files })).rejects.toThrow(
      /Unable to find a match: acme-none|No match for argument: acme-none/,
    );
  });

  it('refuses a driver.yaml that its scripts cannot read', async () => {
    await expect(
      build({ driver: 'modules: &all [acme]\n', files: {} }),
    ).rejects.toThrow("error: driver.yaml:2: quote what begins with '&'");
  });
});
