import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  bytesOf,
  describeModuleSignature,
  moduleSignatureSuffix,
  readKernelModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { BackendOnLab } from './__testUtils__/BackendOnLab';
import { readLab } from './__testUtils__/lab';
import { KERNEL, SOURCE, UNAME } from './__testUtils__/labKernel';
import {
  MODULE_CERTIFICATE,
  MODULE_KEY,
} from './trust/moduleSigning/__testUtils__/moduleKey';

jest.setTimeout(300_000);

const run = promisify(execFile);

const MODULE = `#include <linux/module.h>
MODULE_LICENSE("GPL");
static int __init acme_init(void) { return 0; }
static void __exit acme_exit(void) { }
module_init(acme_init);
module_exit(acme_exit);
`;
/** In two folders, of which one is behind a link; compressed, linked, and other files. */
const CONTAINERFILE = `ARG DTK_IMAGE
FROM \${DTK_IMAGE} AS builder
ARG KERNEL_VERSION
USER root
WORKDIR /build
COPY Kbuild acme.c ./
RUN make -C /lib/modules/\${KERNEL_VERSION}/build M=/build modules
RUN set -e; opt=/out/opt/lib/modules/\${KERNEL_VERSION}; usr=/out/usr/lib/modules/\${KERNEL_VERSION}; \
  mkdir -p $opt/extra $usr && ln -s usr/lib /out/lib && echo kept > /out/usr/lib/kept && \
  cp acme.ko $opt/extra/acme.ko && chmod 640 $opt/extra/acme.ko && chmod 711 $opt/extra && \
  touch --date=2020-01-02T03:04:05Z $opt/extra/acme.ko && ln -s extra/acme.ko $opt/link.ko && \
  gzip --stdout acme.ko > $usr/packed.ko.gz && echo acme > $opt/modules.order
FROM scratch
COPY --from=builder /out /
LABEL purpose=test
`;
/** Says of itself that its modules are signed. */
const LABELLED = `${CONTAINERFILE}LABEL driver-toolkit.module-signer=sha256:abc
`;
const FILES = { 'acme.c': MODULE, Kbuild: 'obj-m += acme.o\n' };

describe('driver-toolkit backend on the lab, with a key for modules', () => {
  let backend: BackendOnLab;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'module-signing-'));
    const files = { keyFile: MODULE_KEY, certificateFile: MODULE_CERTIFICATE };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content, { mode: 0o600 });
    }
    const path = (name: string) => join(folder, name);
    const forge = new URL(readLab().forge).host;
    backend = await BackendOnLab.start(
      {
        moduleSigning: {
          keys: [
            {
              name: 'modules-2026',
              keyFile: path('keyFile'),
              certificateFile: path('certificateFile'),
            },
          ],
          drivers: ['signed'].map(name => ({
            repository: forge,
            entity: `component:default/${name}`,
            keys: ['modules-2026'],
          })),
        },
      },
      {
        drivers: {
          signed: { files: { ...FILES, Containerfile: CONTAINERFILE } },
          unsigned: { files: { ...FILES, Containerfile: LABELLED } },
        },
      },
    );
    const { build: toolkit } = await backend.api.createBuild({
      type: 'toolkit',
      source: SOURCE,
      kernel: KERNEL,
    });
    await backend.follow(toolkit.id);
  });

  afterAll(async () => {
    await backend?.stop();
    await rm(folder, { recursive: true });
  });

  async function build(
    name: string,
  ): Promise<{ build: Build; lines: string[] }> {
    const { build: created } = await backend.api.createBuild({
      type: 'driver',
      entityRef: `component:default/${name}`,
      source: SOURCE,
      kernel: KERNEL,
    });
    return backend.follow(created.id);
  }

  /** The files of a pushed image's layers, from the lowest. */
  async function pull(reference: string) {
    const image = await mkdtemp(join(folder, 'image-'));
    await run('skopeo', [
      ...['copy', '--src-tls-verify=false'],
      ...[`docker://${reference}`, `dir:${image}`],
    ]);
    const read = async (digest: string) =>
      readFile(join(image, digest.replace('sha256:', '')));
    const manifest = JSON.parse(
      await readFile(join(image, 'manifest.json'), 'utf8'),
    );
    const config = JSON.parse((await read(manifest.config.digest)).toString());
    const layers = [];
    for (const { digest } of manifest.layers) {
      const layer = await mkdtemp(join(folder, 'layer-'));
      const content = await read(digest);
      const isPacked = content.subarray(0, 2).toString('hex') === '1f8b';
      await writeFile(
        join(layer, '.tar'),
        isPacked ? gunzipSync(content) : content,
      );
      const { stdout } = await run(
        'tar',
        ['--list', '--verbose', '--full-time', '--utc', '--file=.tar'],
        { cwd: layer },
      );
      await run('tar', ['--extract', '--file=.tar'], { cwd: layer });
      layers.push({ folder: layer, list: stdout.trim().split('\n') });
    }
    return { config, layers };
  }

  it('pushes modules that openssl verifies, in a layer of their own', async () => {
    const { build: done, lines } = await build('signed');
    expect(done).toMatchObject({ state: 'succeeded' });
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^Signed: all modules, with key 'modules-2026', whose certificate is sha256:[0-9a-f]{64}$/,
      ),
    );
    const { config, layers } = await pull(done.imageReference);
    expect(config.config.Labels).toMatchObject({
      purpose: 'test',
      'driver-toolkit.module-signer': expect.stringMatching(/^sha256:/),
    });
    const [before, after] = layers.slice(-2);
    const opt = `opt/lib/modules/${UNAME}`;
    const usr = `usr/lib/modules/${UNAME}`;

    const shape = (line: string) =>
      line
        .replace(/ +\d+ (?=\d{4}-)/, ' ')
        .replace(/^(d.*) [\d-]+ [\d:]+ /, '$1 ');
    expect(after.list.map(shape)).toEqual([
      ...['opt/', 'opt/lib/', 'opt/lib/modules/', `${opt}/`].map(name =>
        expect.stringMatching(`^drwxr-xr-x .* ${name}$`),
      ),
      expect.stringMatching(`^drwx--x--x .* ${opt}/extra/$`),
      expect.stringMatching(
        `^-rw-r----- .* 2020-01-02 03:04:05 ${opt}/extra/acme.ko$`,
      ),
      ...['usr/', 'usr/lib/', 'usr/lib/modules/', `${usr}/`].map(name =>
        expect.stringMatching(`^drwxr-xr-x .* ${name}$`),
      ),
      expect.stringMatching(`^-rw-r--r-- .* ${usr}/packed.ko.gz$`),
    ]);
    expect(before.list.join('\n')).toContain('lib -> usr/lib');

    for (const [name, unpack] of [
      [`${opt}/extra/acme.ko`, (bytes: Buffer) => bytes],
      [`${usr}/packed.ko.gz`, gunzipSync],
    ] as const) {
      const [unsigned, signed] = await Promise.all(
        [before, after].map(async layer =>
          unpack(await readFile(join(layer.folder, name))),
        ),
      );
      const { signature } = readKernelModule(bytesOf(signed))!;
      expect(readKernelModule(bytesOf(unsigned))!.signature).toBeUndefined();
      expect(describeModuleSignature(signature!)).toMatchObject({
        signer: 'Acme modules',
        hash: 'sha256',
      });
      expect(
        signed.equals(
          Buffer.concat([unsigned, moduleSignatureSuffix(signature!)]),
        ),
      ).toBe(true);
      await writeFile(join(folder, 'signature'), signature!);
      await writeFile(join(folder, 'module'), unsigned);
      const certificate = join(folder, 'certificateFile');
      await run('openssl', [
        ...['cms', '-verify', '-binary', '-inform', 'DER', '-nointern'],
        ...['-in', join(folder, 'signature')],
        ...['-content', join(folder, 'module'), '-out', '/dev/null'],
        ...['-certfile', certificate, '-CAfile', certificate],
        ...['-purpose', 'any'],
      ]);
    }
  });

  it('does not replace signed modules by unsigned ones', async () => {
    expect((await build('unsigned')).build.state).toBe('succeeded');
    const { build: second } = await build('unsigned');
    expect(second).toMatchObject({
      state: 'failed',
      error: {
        message: expect.stringMatching(
          /^Nothing is pushed: the modules of .* are signed \(certificate sha256:abc\), those of this build are not\. Add component:default\/unsigned from .*\/unsigned-[0-9a-f]+ to driverToolkit\.moduleSigning\.drivers, or delete the tag\.$/,
        ),
      },
    });
  });

  it('shows nothing of the key in the image and the log', async () => {
    const { build: done, lines } = await build('signed');
    const [, secret] = MODULE_KEY.split('\n');
    expect(lines.join('\n')).not.toContain(secret);
    const { layers } = await pull(done.imageReference);
    for (const layer of layers) {
      const content = await readFile(join(layer.folder, '.tar'));
      expect(content.includes(secret)).toBe(false);
    }
  });

  it('refuses a build whose key cannot sign, before it starts', async () => {
    await chmod(join(folder, 'keyFile'), 0o644);
    try {
      await expect(build('signed')).rejects.toThrow(
        'The modules of component:default/signed must be signed: driverToolkit.moduleSigning.keys[0].keyFile is the path of a file that everybody on this machine can read',
      );
    } finally {
      await chmod(join(folder, 'keyFile'), 0o600);
    }
  });
});
