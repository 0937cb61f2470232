import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { toError } from '@backstage/errors';
import type { ImageLabelKernelSourceConfig } from '../../config/types';
import {
  createImage,
  createIndex,
} from '../../registry/__testUtils__/imageContent';
import {
  failure,
  TestRegistry,
} from '../../registry/__testUtils__/TestRegistry';
import { useTokens } from '../../registry/__testUtils__/useTokens';
import { InMemoryContentCache } from '../../registry/InMemoryContentCache';
import { ImageLabelKernelSource } from './ImageLabelKernelSource';

const KERNEL = '5.14.0-391.el9';

describe('ImageLabelKernelSource', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('centos-bootc/centos-bootc');
  });

  afterEach(async () => {
    await registry.close();
  });

  /** @param labels - By OCI architecture. */
  function addImage(
    tag: string,
    labels: Record<string, Record<string, string>>,
  ): string {
    const images = Object.entries(labels).map(([architecture, values]) =>
      createImage({ architecture, labels: values }),
    );
    registry.addIndex(tag, createIndex(images), images);
    return `${registry.image}:${tag}`;
  }

  function createSource(
    images: string[],
    overrides: Partial<ImageLabelKernelSourceConfig> = {},
  ) {
    return new ImageLabelKernelSource(
      {
        id: 'bootc',
        type: 'imageLabel',
        title: 'bootc',
        images,
        label: 'ostree.linux',
        insecure: true,
        architectures: ['x86_64'],
        schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
        ...overrides,
      },
      {
        cache: new InMemoryContentCache(),
        retryPolicy: {
          attempts: 2,
          baseDelay: 1,
          maxDelay: 1,
          maxRetryAfter: 1,
        },
      },
    );
  }

  function read(
    source: ImageLabelKernelSource,
    signal = AbortSignal.timeout(20_000),
  ) {
    return source.read({ signal, logger: mockServices.logger.mock() });
  }

  async function failureOf(source: ImageLabelKernelSource): Promise<string> {
    const result = await read(source).catch(toError);
    return result instanceof Error ? result.message : 'no failure';
  }

  it('reads the kernel of every architecture from the label', async () => {
    const image = addImage('stream9', {
      amd64: { 'ostree.linux': `${KERNEL}.x86_64`, 'containers.bootc': '1' },
      arm64: { 'ostree.linux': `${KERNEL}.aarch64` },
      s390x: {},
    });

    await expect(
      read(createSource([image], { architectures: ['x86_64', 'aarch64'] })),
    ).resolves.toEqual({
      kernels: [
        {
          kernel: KERNEL,
          flavours: ['x86_64', 'aarch64'].map(architecture => ({
            architecture,
            variant: 'default',
            release: KERNEL,
            unameRelease: `${KERNEL}.${architecture}`,
            buildable: false,
            packages: [],
          })),
        },
      ],
      warnings: [],
      incompleteArchitectures: [],
      older: [],
    });
  });

  it('lists a kernel of several images once, and the newest first', async () => {
    const images = [
      addImage('stream9', { amd64: { kernel: KERNEL } }),
      addImage('stream9-copy', { amd64: { kernel: `${KERNEL}.x86_64` } }),
      addImage('stream9-rt', { amd64: { kernel: `${KERNEL}.x86_64+rt` } }),
      addImage('stream10', { amd64: { kernel: '6.12.0-219.el10.x86_64' } }),
    ];

    const { kernels } = await read(createSource(images, { label: 'kernel' }));

    expect(
      kernels.map(({ kernel, flavours }) => [
        kernel,
        flavours.map(({ variant }) => variant),
      ]),
    ).toEqual([
      ['6.12.0-219.el10', ['default']],
      [KERNEL, ['default', 'rt']],
    ]);
    await expect(
      read(createSource(images, { label: 'kernel', keepLatest: 1 })),
    ).resolves.toMatchObject({ older: [KERNEL] });
  });

  it('reads an image without a list, and one without a tag', async () => {
    const image = createImage({ labels: { 'ostree.linux': KERNEL } });
    registry.addImage('latest', image);

    for (const reference of [
      registry.image,
      `${registry.image}@${image.manifest.digest}`,
    ]) {
      await expect(read(createSource([reference]))).resolves.toMatchObject({
        kernels: [{ kernel: KERNEL }],
      });
    }
  });

  it('sees the kernel of an image that was pushed again', async () => {
    const image = addImage('stream9', { amd64: { 'ostree.linux': KERNEL } });
    const source = createSource([image]);
    await read(source);
    registry.requests.length = 0;
    await read(source);
    expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD']);

    addImage('stream9', { amd64: { 'ostree.linux': '5.14.0-400.el9' } });

    await expect(read(source)).resolves.toMatchObject({
      kernels: [{ kernel: '5.14.0-400.el9' }],
    });
  });

  it('is an error, not an empty list, if the label is missing', async () => {
    const some = Object.fromEntries(
      Array.from({ length: 25 }, (_, i) => [`label-${i + 10}`, 'x']),
    );
    const image = addImage('stream9', { amd64: some, arm64: {} });

    const message = await failureOf(
      createSource([image], { architectures: ['x86_64', 'aarch64'] }),
    );

    expect(message).toMatch(
      `${image} for x86_64 has no label 'ostree.linux'; it has label-10, label-11`,
    );
    expect(message).toMatch('label-29 and 5 more; ');
    expect(message).toMatch(
      `${image} for aarch64 has no label 'ostree.linux'; it has no labels`,
    );
  });

  it.each([
    ['a kernel of another architecture', { 'ostree.linux': `${KERNEL}.s390x` }],
    ['no kernel', { 'ostree.linux': 'yes' }],
    ['nothing', { 'ostree.linux': ' ' }],
  ])('keeps the other images if one names %s', async (_, labels) => {
    const good = addImage('good', { amd64: { 'ostree.linux': KERNEL } });
    const bad = addImage('bad', { amd64: labels });

    const reading = await read(createSource([good, bad]));

    expect(reading.kernels).toMatchObject([{ kernel: KERNEL }]);
    expect(reading.incompleteArchitectures).toEqual(['x86_64']);
    expect(reading.warnings).toEqual([
      expect.stringMatching(
        /^A kernel could not be read: .*:bad for x86_64 (has an empty label|is ')/,
      ),
    ]);
  });

  it('says which architectures an image has instead', async () => {
    const image = addImage('stream9', {
      amd64: { 'ostree.linux': KERNEL },
      ppc64le: { 'ostree.linux': KERNEL },
    });

    const { warnings, incompleteArchitectures } = await read(
      createSource([image], { architectures: ['x86_64', 'aarch64'] }),
    );

    expect(incompleteArchitectures).toEqual(['aarch64']);
    expect(warnings).toEqual([
      `A kernel could not be read: ${image} has no image for aarch64, only for x86_64, ppc64le`,
    ]);
  });

  it('says that an image does not exist, and quotes the registry', async () => {
    const image = `${registry.image}:stream9`;

    await expect(failureOf(createSource([image]))).resolves.toBe(
      `Nothing of bootc could be read: ${image} does not exist in its registry; check images of the kernel source`,
    );
    registry.intercept = () => failure(500, 'UNKNOWN');
    await expect(failureOf(createSource([image]))).resolves.toMatch(
      'answered 500',
    );
  });

  it('reads private images with an auth file', async () => {
    const image = addImage('stream9', { amd64: { 'ostree.linux': KERNEL } });
    const auth = Buffer.from('robot:password').toString('base64');
    useTokens(registry, {
      answerToken: ({ headers }) =>
        headers.authorization === `Basic ${auth}`
          ? { body: '{"token":"good"}' }
          : failure(401, 'UNAUTHORIZED'),
    });
    const folder = await mkdtemp(join(tmpdir(), 'bootc-'));
    try {
      const authFile = join(folder, 'auth.json');
      await expect(failureOf(createSource([image]))).resolves.toMatch(
        `If it is private, set authFile of the kernel source to the path of an auth.json with an account for ${registry.image}`,
      );
      await writeFile(authFile, '{"auths":{}}');
      await expect(
        failureOf(createSource([image], { authFile })),
      ).resolves.toMatch(
        `Check that the auth file ${authFile} has an account for ${registry.image}`,
      );
      await writeFile(
        authFile,
        JSON.stringify({ auths: { [registry.host]: { auth } } }),
      );
      await expect(
        read(createSource([image], { authFile })),
      ).resolves.toMatchObject({ kernels: [{ kernel: KERNEL }] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('stops at its signal', async () => {
    registry.intercept = () => ({ body: '{}', stallAfter: 0 });

    await expect(
      read(
        createSource([`${registry.image}:stream9`]),
        AbortSignal.timeout(200),
      ),
    ).rejects.toThrow(/timeout/);
  });
});
