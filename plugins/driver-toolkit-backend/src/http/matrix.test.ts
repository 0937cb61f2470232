import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DriverToolkitClient,
  type Flavour,
  type MatrixFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  KernelReading,
  RepositoryImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { DatabaseImageStore } from '../database/index/ImageStore';
import { DatabaseSourceStore } from '../database/index/SourceStore';
import driverToolkitPlugin from '../index';
import { storeReading } from '../index/__testUtils__/storeReading';

jest.setTimeout(60_000);

const IMAGE = 'registry.example.com/platform/driver-toolkit';
const FILTER: MatrixFilter = { source: 'el9', repository: 'registry' };

const CONFIGURATION = {
  kernelSources: ['el9', 'el10'].map(id => ({
    id,
    type: 'rpm',
    title: id.toUpperCase(),
    repositories: [`https://mirror.example.com/${id}/$arch/`],
  })),
  imageRepositories: [
    {
      id: 'registry',
      title: 'Company registry',
      image: IMAGE,
      kernelSources: ['el9'],
    },
  ],
  toolkit: { baseImage: 'quay.io/centos/centos:stream9' },
};

function kernel(name: string, ...architectures: string[]) {
  return {
    kernel: name,
    flavours: architectures.map(
      (architecture): Flavour => ({
        architecture,
        variant: 'default',
        release: name,
        unameRelease: `${name}.${architecture}`,
        buildable: true,
        packages: ['kernel-core', 'kernel-devel'],
      }),
    ),
  };
}

function image(tag: string, ...architectures: string[]): RepositoryImage {
  return {
    tag,
    digest: `sha256:${tag}`,
    labels: {},
    platforms: architectures.map(architecture => ({
      os: 'linux',
      architecture,
      digest: `sha256:${architecture}`,
    })),
  };
}

describe('GET /matrix', () => {
  let knex: Knex;
  let backend: TestBackend;
  let url: string;
  let api: DriverToolkitClient;
  let statuses: DatabaseSourceStore;

  beforeEach(async () => {
    knex = await createTestDatabase('SQLITE_3');
    statuses = new DatabaseSourceStore(knex);
    backend = await startTestBackend({
      features: [
        driverToolkitPlugin,
        // Its content was read before; nothing is read during the test.
        createServiceFactory({
          service: coreServices.database,
          deps: {},
          factory: () => ({ getClient: async () => knex }),
        }),
        mockServices.scheduler.mock().factory,
        mockServices.rootConfig.factory({
          data: { driverToolkit: CONFIGURATION },
        }),
        catalogServiceMock.factory(),
      ],
    });
    const base = `http://127.0.0.1:${backend.server.port()}/api`;
    url = `${base}/driver-toolkit/matrix`;
    api = DriverToolkitClient.create({
      discoveryApi: { getBaseUrl: async plugin => `${base}/${plugin}` },
    });
  });

  afterEach(() => backend.stop());

  const readKernels = (reading: Partial<KernelReading>, source = 'el9') =>
    storeReading(knex, source, reading);

  async function readImages(...images: RepositoryImage[]) {
    const attempt = await statuses.beginAttempt('registry');
    const reading = { images, warnings: [] };
    await new DatabaseImageStore(knex).replace('registry', attempt, reading);
  }

  it('answers what is missing, on one line', async () => {
    await readKernels({
      kernels: [
        kernel('5.14.0-70.el9', 'x86_64'),
        kernel('5.14.0-391.el9', 'x86_64', 'aarch64'),
        kernel('5.14.0-390.el9', 'x86_64'),
      ],
      warnings: ['Kernels for s390x could not be read'],
    });
    await readImages(
      image('5.14.0-391.el9', 'amd64'),
      image('5.14.0-390.el9', 'amd64'),
    );

    const answer = await fetch(`${url}?source=el9&repository=registry`);
    const text = await answer.text();

    expect(answer.status).toBe(200);
    expect(text).not.toContain('\n');
    expect(JSON.parse(text)).toEqual({
      versions: ['5.14.0-391.el9', '5.14.0-70.el9'],
      include: [
        {
          kernel: '5.14.0-391.el9',
          source: 'el9',
          image: `${IMAGE}:5.14.0-391.el9`,
          tags: ['5.14.0-391.el9'],
          baseImage: 'quay.io/centos/centos:stream9',
          rtKernel: '',
          repositories: 'https://mirror.example.com/el9/$basearch/',
          rhelVersion: '',
          keep: [`${IMAGE}@sha256:amd64`],
          architectures: ['aarch64'],
          platforms: ['linux/arm64'],
        },
        expect.objectContaining({
          kernel: '5.14.0-70.el9',
          keep: [],
          platforms: ['linux/amd64'],
        }),
      ],
      omitted: [],
      unknown: [],
      warnings: ['Kernels for s390x could not be read'],
    });
  });

  it('respects its parameters', async () => {
    await readKernels({
      kernels: [
        kernel('5.14.0-391.el9', 'x86_64', 'aarch64'),
        kernel('5.14.0-390.el9', 'x86_64', 'aarch64'),
      ],
    });
    await readImages(image('5.14.0-391.el9', 'amd64', 'arm64'));

    expect(
      await api.getMatrix({
        ...FILTER,
        missing: false,
        perArchitecture: true,
        limit: 1,
      }),
    ).toMatchObject({
      versions: ['5.14.0-391.el9'],
      include: [
        { platform: 'linux/amd64', runner: 'ubuntu-24.04' },
        { platform: 'linux/arm64', runner: 'ubuntu-24.04-arm' },
      ],
      omitted: ['5.14.0-390.el9'],
    });
    expect(
      await api.getMatrix({ ...FILTER, missing: true, perArchitecture: false }),
    ).toMatchObject({
      versions: ['5.14.0-390.el9'],
      include: [{ platforms: ['linux/amd64', 'linux/arm64'] }],
    });
  });

  it('is empty if nothing is missing', async () => {
    await readKernels({ kernels: [kernel('5.14.0-391.el9', 'x86_64')] });
    await readImages(image('5.14.0-391.el9', 'amd64'));

    expect(await api.getMatrix(FILTER)).toEqual({
      versions: [],
      include: [],
      omitted: [],
      unknown: [],
      warnings: [],
    });
  });

  it('reports no image of an unread registry as missing', async () => {
    await readKernels({
      kernels: [
        kernel('5.14.0-391.el9', 'x86_64'),
        kernel('5.14.0-390.el9', 'x86_64'),
        kernel('5.14.0-389.el9', 'x86_64', 'aarch64'),
      ],
    });

    expect(await api.getMatrix(FILTER)).toMatchObject({
      include: [],
      unknown: [
        { reason: 'Company registry has not been read yet.' },
        { reason: 'Company registry has not been read yet.' },
        { reason: 'Company registry has not been read yet.' },
      ],
    });

    await readImages(
      image('5.14.0-390.el9', 'amd64'),
      image('5.14.0-389.el9', 'amd64'),
    );
    await statuses.recordFailure('registry', {
      attempt: await statuses.beginAttempt('registry'),
      error: 'The registry answered 429.',
    });

    expect(await api.getMatrix(FILTER)).toMatchObject({
      versions: [],
      include: [],
      unknown: [
        { kernel: '5.14.0-391.el9', reason: 'The registry answered 429.' },
        { kernel: '5.14.0-389.el9', reason: 'The registry answered 429.' },
      ],
    });
  });

  it('treats a tag without details as unknown', async () => {
    await readKernels({ kernels: [kernel('5.14.0-391.el9', 'x86_64')] });
    await readImages({ ...image('5.14.0-391.el9'), error: 'HTTP 500' });

    expect(await api.getMatrix(FILTER)).toMatchObject({
      include: [],
      unknown: [
        {
          kernel: '5.14.0-391.el9',
          reason: expect.stringContaining('HTTP 500'),
        },
      ],
    });
  });

  it('warns if the kernels are from an earlier read', async () => {
    await readKernels({ kernels: [kernel('5.14.0-391.el9', 'x86_64')] });
    await readImages();
    await statuses.recordFailure('el9', {
      attempt: await statuses.beginAttempt('el9'),
      error: 'The mirror answered 503.',
    });

    expect(await api.getMatrix(FILTER)).toMatchObject({
      versions: ['5.14.0-391.el9'],
      warnings: [expect.stringContaining('The mirror answered 503.')],
    });
  });

  it('has no kernel that left its source', async () => {
    await readKernels({
      kernels: [kernel('5.14.0-390.el9', 'x86_64', 'aarch64')],
    });
    await readImages(image('5.14.0-390.el9', 'amd64'));
    await readKernels({ kernels: [kernel('5.14.0-391.el9', 'x86_64')] });

    expect(await api.getKernels()).toMatchObject({ totalItems: 2 });
    expect(await api.getMatrix(FILTER)).toMatchObject({
      versions: ['5.14.0-391.el9'],
      unknown: [],
    });
  });

  it('fails instead of being empty while the source was never read', async () => {
    await statuses.recordFailure('el9', {
      attempt: await statuses.beginAttempt('el9'),
      error: 'The mirror answered 503.',
    });

    await expect(api.getMatrix(FILTER)).rejects.toMatchObject({
      statusCode: 503,
      message: 'EL9 has not been read yet: The mirror answered 503.',
    });
  });

  it.each([
    [{ source: 'el8' }, 404, "There is no kernel source 'el8'"],
    [{ repository: 'ghcr' }, 404, "There is no image repository 'ghcr'"],
    [{ source: 'el10' }, 400, "is not for kernel source 'el10'"],
    [{ limit: 257 }, 400, 'limit'],
    [{ missing: 'perhaps' as unknown as boolean }, 400, 'missing'],
    [{ source: undefined as unknown as string }, 400, 'source'],
  ])('refuses %j', async (part, statusCode, message) => {
    await expect(api.getMatrix({ ...FILTER, ...part })).rejects.toMatchObject({
      statusCode,
      message: expect.stringContaining(message),
    });
  });
});
