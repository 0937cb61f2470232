import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import {
  type BuiltImage,
  type ImageBuilder,
  InMemoryContentCache,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { extract, pack } from 'tar-stream';
import { elfWithModinfo } from '../../__testUtils__/elf';
import { createTestDatabase } from '../../__testUtils__/testDatabases';
import { DatabaseImageClaimStore } from '../../database/claims/DatabaseImageClaimStore';
import { DatabaseVerdictStore } from '../../database/records/DatabaseVerdictStore';
import { DatabaseKernelRecordStore } from '../../database/records/KernelRecordStore';
import { RecordStore } from '../../database/records/RecordStore';
import { ImageClaims } from '../../drivers/ImageClaims';
import type { TemporaryFolders } from '../../machine/TemporaryFolders';
import type { DriverPlan } from '../../plans/BuildPlan';
import { RegistryDirectory } from '../../registries/RegistryDirectory';
import {
  MODULE_CERTIFICATE,
  MODULE_KEY,
} from '../../trust/moduleSigning/__testUtils__/moduleKey';
import { testConfig } from '../__testUtils__/testConfig';
import { KernelRecords } from '../KernelRecords';
import { DriverBuildRunner } from './DriverBuildRunner';
import { DriverVerdicts } from './DriverVerdicts';

jest.setTimeout(60_000);

const KERNEL = '6.12.0-1.el10.x86_64';
// Nothing listens there, so any attempt to push fails.
const IMAGE = '127.0.0.1:1/drivers/nic';
const OTHER = {
  entityRef: 'component:default/other',
  sourceRepository: 'forge.example.com/acme/other',
};
const PLAN: DriverPlan = {
  type: 'driver',
  source: 'stream',
  kernel: '6.12.0-1.el10',
  architecture: 'x86_64',
  variant: 'default',
  unameRelease: KERNEL,
  entityRef: 'component:default/nic',
  location: 'https://forge.example.com/acme/nic/src/branch/main/',
  toolkitImage: `127.0.0.1:1/dtk@sha256:${'a'.repeat(64)}`,
  imageReference: `${IMAGE}:${KERNEL}`,
};

describe('DriverBuildRunner', () => {
  let knex: Knex;
  let claims: DatabaseImageClaimStore;
  let verdicts: DatabaseVerdictStore;
  let folder: string;
  /** The build's stages. */
  let steps: string[];
  let lines: string[];
  /** The vermagic of the module in the image. */
  let vermagic: string;
  /** What a derived image is made of, in place of the new layer. */
  let derived: Buffer | undefined;
  /** Of loading the module in its kernel; undefined if nothing can boot it. */
  let outcome: string | undefined;
  /** Runs while the image is built. */
  let meanwhile: () => Promise<unknown>;

  beforeEach(async () => {
    knex = await createTestDatabase('SQLITE_3');
    claims = new DatabaseImageClaimStore(knex);
    verdicts = new DatabaseVerdictStore(knex, new RecordStore(knex));
    folder = await mkdtemp(join(tmpdir(), 'driver-build-'));
    steps = [];
    lines = [];
    vermagic = `${KERNEL} SMP preempt mod_unload modversions`;
    meanwhile = async () => {};
    derived = undefined;
    outcome = undefined;
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  function run(change: Partial<DriverPlan> = {}, moduleSigning = {}) {
    const config = testConfig({
      moduleSigning,
      drivers: {
        repositories: [{ prefix: '127.0.0.1:1/drivers', insecure: true }],
      },
    });
    const runner = new DriverBuildRunner({
      config,
      registries: new RegistryDirectory(config, new InMemoryContentCache()),
      urlReader: repository(),
      claims: new ImageClaims(claims),
      folders: {
        lend: async use => use(await mkdtemp(join(folder, 'lent-'))),
        keep: async () => mkdtemp(join(folder, 'kept-')),
      } as Partial<TemporaryFolders> as TemporaryFolders,
      kernels: new KernelRecords(
        new DatabaseKernelRecordStore(knex, new RecordStore(knex)),
      ),
      verdicts: new DriverVerdicts(verdicts),
    });
    return runner.run(
      { ...PLAN, ...change },
      {
        builder: builder(),
        buildId: 'a-build',
        requestedBy: 'user:default/ada',
        signal: new AbortController().signal,
        log: line => lines.push(line),
        onLines: () => {},
        retryDelays: [],
        enter: async stage => {
          steps.push(stage);
        },
        settle: () => new AbortController().signal,
      },
    );
  }

  function repository() {
    const readTree: UrlReaderService['readTree'] = async () => ({
      etag: 'a-commit',
      files: async () => [],
      archive: async () => {
        throw new Error('nobody asks for it');
      },
      dir: async options => {
        await writeFile(
          join(options!.targetDir!, 'Containerfile'),
          'FROM ${DTK_IMAGE}',
        );
        return options!.targetDir!;
      },
    });
    return { readTree } as Partial<UrlReaderService> as UrlReaderService;
  }

  /** Makes an image of one module, without podman. */
  function builder(): ImageBuilder {
    const imageOf = (module: Buffer, discarded: string): BuiltImage => {
      const image: Partial<BuiltImage> = {
        readPath: async (path, read) => {
          if (path !== '/' && !path.startsWith('/opt')) {
            return undefined;
          }
          const modules = `opt/lib/modules/${KERNEL}`;
          const tar = pack();
          if (path === '/') {
            modules.split('/').forEach((_, i, parts) =>
              tar.entry({
                name: parts.slice(0, i + 1).join('/'),
                type: 'directory',
              }),
            );
          }
          const name = path === '/' ? modules : KERNEL;
          tar.entry({ name: `${name}/nic.ko` }, module);
          tar.finalize();
          return read(tar as unknown as Readable);
        },
        runProgram: async () => undefined,
        derive: async ({ adds }) => {
          steps.push('signed');
          let added = Buffer.alloc(0);
          for await (const entry of adds.pipe(extract())) {
            added = await buffer(entry);
          }
          return imageOf(derived ?? added, 'discarded derived');
        },
        discard: () => {
          steps.push(discarded);
        },
        toolkit: {
          readPath: async (path, read) =>
            path.endsWith('/vmlinuz')
              ? read(tarOf('vmlinuz', 'a kernel'))
              : undefined,
        },
      };
      return image as BuiltImage;
    };
    const made: Partial<ImageBuilder> = {
      build: async () => {
        steps.push('built');
        await meanwhile();
        return imageOf(elfWithModinfo({ name: 'nic', vermagic }), 'discarded');
      },
      config: { id: 'local' } as ImageBuilder['config'],
    };
    if (outcome) {
      const say = 'driver-toolkit:';
      const text = `${say} load nic\n${say} ${outcome}\n${say} end tainted 0`;
      made.boot = async () => {
        steps.push('booted');
        return { text, end: 'stopped', milliseconds: 1300 };
      };
    }
    return made as ImageBuilder;
  }

  it('builds, verifies and pushes its own image', async () => {
    await expect(run()).rejects.toThrow('127.0.0.1:1');
    expect(steps).toEqual(['built', 'verifying', 'pushing', 'discarded']);
    expect(await claims.find(IMAGE)).toMatchObject({
      owner: {
        entityRef: PLAN.entityRef,
        sourceRepository: 'forge.example.com/acme/nic',
      },
      changedBy: 'user:default/ada',
    });
  });

  it('stores the verdict before it pushes', async () => {
    await expect(run()).rejects.toThrow('127.0.0.1:1');
    const verdict = await verdicts.ofBuild('a-build');
    expect(verdict).toMatchObject({
      passed: true,
      imageReference: PLAN.imageReference,
      modules: ['nic'],
      symbolsChecked: false,
    });
    expect(verdict).not.toHaveProperty('digest');
    expect(lines).toContain(`Verdict: ${verdict!.record}`);
  });

  it('stores why it refuses an image', async () => {
    vermagic = 'other SMP';
    await expect(run()).rejects.toThrow('was compiled for another kernel');
    const message = `/opt/lib/modules/${KERNEL}/nic.ko in the image was compiled for another kernel: its vermagic is 'other SMP', not ${KERNEL}.`;
    expect(await verdicts.ofBuild('a-build')).toMatchObject({
      passed: false,
      refusal: message,
      verdict: {
        modules: [{ name: 'nic', vermagic: 'other SMP' }],
        refusal: { message, module: `/opt/lib/modules/${KERNEL}/nic.ko` },
      },
    });
  });

  it('does not fail because a verdict cannot be stored', async () => {
    await knex.schema.dropTable('driver_verdicts');
    await expect(run()).rejects.toThrow('127.0.0.1:1');
    expect(steps).toContain('pushing');
    expect(lines).toContainEqual(
      expect.stringMatching(/^Warning: the verdict could not be stored: /),
    );
  });

  it('does not build an image of another driver', async () => {
    await claims.claim(IMAGE, OTHER, 'user:default/ben');

    await expect(run()).rejects.toMatchObject({
      name: 'BuildFailedError',
      message: expect.stringContaining(
        `${IMAGE} belongs to ${OTHER.entityRef}`,
      ),
    });
    expect(steps).toEqual([]);
  });

  it('does not push an image that was given to another driver meanwhile', async () => {
    meanwhile = async () =>
      claims.move((await claims.find(IMAGE))!.id, OTHER, 'user:default/ben');

    await expect(run()).rejects.toMatchObject({
      name: 'BuildFailedError',
      message: expect.stringContaining(
        `${IMAGE} belongs to ${OTHER.entityRef}`,
      ),
    });
    expect(steps).toEqual(['built', 'verifying', 'pushing', 'discarded']);
  });

  it.each([
    ['another kernel', '6.12.0-2.el10.x86_64 SMP'],
    ['a kernel with a similar name', `${KERNEL}+rt SMP`],
    ['no kernel', ''],
  ])(
    'does not push a module that was compiled for %s',
    async (_, compiledFor) => {
      vermagic = compiledFor;
      await expect(run()).rejects.toThrow('was compiled for another kernel');
      expect(steps).toEqual(['built', 'verifying', 'discarded']);
    },
  );

  describe('of a driver that asks to boot the kernel', () => {
    const boot = () =>
      run({ driver: { modules: [{ name: 'nic' }], check: { boot: true } } });

    it('pushes what the kernel has loaded', async () => {
      outcome = 'done load nic';
      await expect(boot()).rejects.toThrow('127.0.0.1:1');
      expect(steps.slice(1, 4)).toEqual(['verifying', 'booted', 'pushing']);
      expect(lines.join('\n')).toContain(`Booted: kernel ${KERNEL}, in 1.3 s`);
      expect((await verdicts.ofBuild('a-build'))!.verdict).toMatchObject({
        passed: true,
        boot: { modules: [{ name: 'nic', state: 'loaded', unloaded: false }] },
      });
    });

    it('does not push what the kernel has refused', async () => {
      outcome = 'failed load nic 22';
      await expect(boot()).rejects.toMatchObject({
        name: 'BuildFailedError',
        message: `The booted kernel ${KERNEL} could not load nic: its init returned EINVAL.`,
      });
      expect(steps).toEqual(['built', 'verifying', 'booted', 'discarded']);
      const { verdict } = (await verdicts.ofBuild('a-build'))!;
      expect(verdict.boot!.failure!.errno).toBe(22);
    });

    it('pushes nothing from a builder that cannot boot', async () => {
      await expect(boot()).rejects.toThrow(
        "Builder 'local' cannot boot a kernel for x86_64, as `check.boot` of driver.yaml asks for",
      );
      expect(steps).toEqual(['built', 'verifying', 'discarded']);
    });
  });

  describe('with a key for modules', () => {
    async function sign(change: Partial<DriverPlan> = {}) {
      const keyFile = join(folder, 'key');
      const certificateFile = join(folder, 'certificate');
      await writeFile(keyFile, MODULE_KEY, { mode: 0o600 });
      await writeFile(certificateFile, MODULE_CERTIFICATE);
      return run(change, {
        keys: [{ name: 'modules', keyFile, certificateFile }],
        drivers: [{ repository: 'forge.example.com/acme', keys: ['modules'] }],
      });
    }

    it('signs what it has verified, and pushes that', async () => {
      await expect(sign()).rejects.toThrow('127.0.0.1:1');
      expect(steps).toEqual([
        'built',
        'verifying',
        'signed',
        'pushing',
        'discarded derived',
        'discarded',
      ]);
      const verdict = await verdicts.ofBuild('a-build');
      expect(verdict!.verdict.modules[0].signature).toMatchObject({
        hash: 'sha256',
      });
      expect(verdict!.signers).toHaveLength(1);
    });

    it('boots the kernel with the signed modules', async () => {
      outcome = 'done load nic';
      await expect(
        sign({ driver: { modules: [{ name: 'nic' }], check: { boot: true } } }),
      ).rejects.toThrow('127.0.0.1:1');
      expect(steps.slice(2, 4)).toEqual(['signed', 'booted']);
    });

    it('signs no module that was compiled for another kernel', async () => {
      vermagic = 'other SMP';
      await expect(sign()).rejects.toThrow('was compiled for another kernel');
      expect(steps).toEqual(['built', 'verifying', 'discarded']);
    });

    it('pushes no module without its signature', async () => {
      derived = elfWithModinfo({ name: 'nic', vermagic });
      await expect(sign()).rejects.toThrow(
        `/opt/lib/modules/${KERNEL}/nic.ko in the image is not signed with the module key 'modules'.`,
      );
      expect(steps).not.toContain('pushing');
      expect(await verdicts.ofBuild('a-build')).toMatchObject({
        passed: false,
        refusal: expect.stringContaining('is not signed with'),
      });
    });

    it('pushes nothing if the key has become unusable', async () => {
      meanwhile = () => chmod(join(folder, 'key'), 0o644);
      await expect(sign()).rejects.toMatchObject({
        name: 'BuildFailedError',
        message: expect.stringMatching(
          /^The modules of component:default\/nic must be signed: driverToolkit\.moduleSigning\.keys\[0\]\.keyFile is/,
        ),
      });
      expect(steps).toEqual(['built', 'verifying', 'discarded']);
    });
  });
});

function tarOf(name: string, content: string): Readable {
  const tar = pack();
  tar.entry({ name }, content);
  tar.finalize();
  return tar as unknown as Readable;
}
