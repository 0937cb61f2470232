import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import {
  type BuiltImage,
  type ImageBuilder,
  InMemoryContentCache,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack } from 'tar-stream';
import { elfWithModinfo } from '../../__testUtils__/elf';
import { createTestDatabase } from '../../__testUtils__/testDatabases';
import { DatabaseImageClaimStore } from '../../database/claims/DatabaseImageClaimStore';
import { ImageClaims } from '../../drivers/ImageClaims';
import type { TemporaryFolders } from '../../machine/TemporaryFolders';
import type { DriverPlan } from '../../plans/BuildPlan';
import { RegistryDirectory } from '../../registries/RegistryDirectory';
import { testConfig } from '../__testUtils__/testConfig';
import { DriverBuildRunner } from './DriverBuildRunner';

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
  let claims: DatabaseImageClaimStore;
  let folder: string;
  /** The build's stages. */
  let steps: string[];
  /** The vermagic of the module in the image. */
  let vermagic: string;
  /** Runs while the image is built. */
  let meanwhile: () => Promise<unknown>;

  beforeEach(async () => {
    claims = new DatabaseImageClaimStore(await createTestDatabase('SQLITE_3'));
    folder = await mkdtemp(join(tmpdir(), 'driver-build-'));
    steps = [];
    vermagic = `${KERNEL} SMP preempt mod_unload modversions`;
    meanwhile = async () => {};
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  function run(change: Partial<DriverPlan> = {}) {
    const config = testConfig({
      drivers: {
        repositories: [{ prefix: '127.0.0.1:1/drivers', insecure: true }],
      },
    });
    const runner = new DriverBuildRunner({
      config,
      registries: new RegistryDirectory(config, new InMemoryContentCache()),
      urlReader: repository(),
      claims: new ImageClaims(claims),
      folders: { lend: use => use(folder) } as TemporaryFolders,
    });
    return runner.run(
      { ...PLAN, ...change },
      {
        builder: builder(),
        buildId: 'a-build',
        requestedBy: 'user:default/ada',
        signal: new AbortController().signal,
        log: () => {},
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
    const image: Partial<BuiltImage> = {
      readPath: async (path, read) => {
        const tar = pack();
        tar.entry(
          { name: `${path}/nic.ko` },
          elfWithModinfo({ name: 'nic', vermagic }),
        );
        tar.finalize();
        return read(tar as unknown as Readable);
      },
      runProgram: async () => undefined,
      discard: () => {
        steps.push('discarded');
      },
    };
    const made: Partial<ImageBuilder> = {
      build: async () => {
        steps.push('built');
        await meanwhile();
        return image as BuiltImage;
      },
    };
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
});
