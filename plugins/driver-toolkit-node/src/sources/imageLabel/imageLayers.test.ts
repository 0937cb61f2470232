import { mockServices } from '@backstage/backend-test-utils';
import type { ImageLabelKernelSourceConfig } from '../../config/types';
import { createIndex } from '../../registry/__testUtils__/imageContent';
import {
  failure,
  TestRegistry,
} from '../../registry/__testUtils__/TestRegistry';
import { InMemoryContentCache } from '../../registry/InMemoryContentCache';
import type { LayerEntry } from '../../registry/layers/__testUtils__/layer';
import {
  contentsOf,
  createLayeredImage,
} from '../../registry/layers/__testUtils__/layeredImage';
import { ImageLabelKernelSource } from './ImageLabelKernelSource';

const KERNEL = '6.16.7-200.fc43';

/** A layer's files of a kernel. */
const kernel = (name: string): LayerEntry[] => [
  { name: `usr/lib/modules/${name}/vmlinuz`, content: name },
];

describe('ImageLabelKernelSource, of images without the label', () => {
  let registry: TestRegistry;
  let cache: InMemoryContentCache;

  beforeEach(async () => {
    registry = await TestRegistry.start('fedora/coreos');
    cache = new InMemoryContentCache();
  });

  afterEach(async () => {
    await registry.close();
  });

  /** @param layers - By OCI architecture, the lowest first. */
  async function addImage(
    tag: string,
    layers: Record<string, LayerEntry[][]>,
    labels?: Record<string, string>,
  ): Promise<string> {
    const images = await Promise.all(
      Object.entries(layers).map(([architecture, entries]) =>
        createLayeredImage({ architecture, labels, layers: entries }),
      ),
    );
    registry.addContent(...images.flatMap(contentsOf));
    registry.addTag(tag, createIndex(images));
    return `${registry.image}:${tag}`;
  }

  async function read(
    images: string[],
    overrides: Partial<ImageLabelKernelSourceConfig> = {},
  ) {
    const source = new ImageLabelKernelSource(
      {
        id: 'coreos',
        type: 'imageLabel',
        title: 'CoreOS',
        images,
        label: 'ostree.linux',
        insecure: true,
        architectures: ['x86_64'],
        schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
        ...overrides,
      },
      {
        cache,
        retryPolicy: {
          attempts: 1,
          baseDelay: 1,
          maxDelay: 1,
          maxRetryAfter: 1,
        },
      },
    );
    return await source.read({
      signal: AbortSignal.timeout(20_000),
      logger: mockServices.logger.mock(),
    });
  }

  /** Requests for layers; each image has one here. */
  const blobs = () =>
    registry.requests.filter(({ url }) => url.includes('/blobs/')).length;

  it('reads the kernel of every architecture from the layers', async () => {
    const image = await addImage('stable', {
      amd64: [kernel(`${KERNEL}.x86_64`), [{ name: 'etc/x' }]],
      arm64: [kernel(`${KERNEL}.aarch64`), [{ name: 'etc/y' }]],
    });

    await expect(
      read([image], { architectures: ['x86_64', 'aarch64'] }),
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

  it('reads no layer of an image with the label', async () => {
    const image = await addImage(
      'stable',
      { amd64: [kernel('6.0.0-1.fc43.x86_64')] },
      { 'ostree.linux': `${KERNEL}.x86_64` },
    );

    await expect(read([image])).resolves.toMatchObject({
      kernels: [{ kernel: KERNEL }],
    });
    expect(blobs()).toBe(1);
  });

  it('reads a layer once for several images and readings', async () => {
    const base = kernel(`${KERNEL}.x86_64`);
    const images = await Promise.all(
      ['a', 'b', 'c'].map(name =>
        addImage(name, { amd64: [base, [{ name, content: name }]] }),
      ),
    );

    await expect(read(images)).resolves.toMatchObject({
      kernels: [{ kernel: KERNEL }],
      warnings: [],
    });
    // One shared configuration and four layers.
    const configs = blobs() - 4;
    expect(configs).toBeGreaterThanOrEqual(1);
    expect(configs).toBeLessThanOrEqual(3);
    registry.requests.length = 0;
    await expect(read(images)).resolves.toMatchObject({
      kernels: [{ kernel: KERNEL }],
    });
    expect(blobs()).toBe(0);
  });

  it.each<[string, LayerEntry[], RegExp]>([
    [
      'no kernel',
      [{ name: 'usr/bin/x' }],
      /has no label 'ostree\.linux'; it has no labels; its layers have no kernel in usr\/lib\/modules$/,
    ],
    [
      'a kernel of another distribution',
      kernel('6.12.9-amd64'),
      /The folder in usr\/lib\/modules of \S+:bad for x86_64 is '6\.12\.9-amd64', which is not a kernel for x86_64/,
    ],
    [
      'a kernel of another architecture',
      kernel(`${KERNEL}.aarch64`),
      /is '6\.16\.7-200\.fc43\.aarch64', which is not a kernel for x86_64/,
    ],
  ])('keeps the other images if one has %s', async (_, entries, reason) => {
    const good = await addImage('good', {
      amd64: [kernel(`${KERNEL}.x86_64`)],
    });
    const bad = await addImage('bad', { amd64: [entries] });

    const reading = await read([bad, good]);

    expect(reading.kernels).toMatchObject([{ kernel: KERNEL }]);
    expect(reading.incompleteArchitectures).toEqual(['x86_64']);
    expect(reading.warnings).toEqual([expect.stringMatching(reason)]);
  });

  it('ignores a folder without a kernel if another one has a kernel', async () => {
    const image = await addImage('stable', {
      amd64: [[...kernel('left-over'), ...kernel(`${KERNEL}.x86_64`)]],
    });

    await expect(read([image])).resolves.toMatchObject({
      kernels: [{ kernel: KERNEL }],
      warnings: [],
    });
  });

  it('says why layers could not be read, and reads them the next time', async () => {
    const good = await addImage('good', {
      amd64: [kernel(`${KERNEL}.x86_64`)],
    });
    const bad = await addImage('bad', {
      amd64: [kernel('6.16.8-200.fc43.x86_64')],
    });
    await read([good]);
    registry.intercept = ({ url }) =>
      url.includes('/blobs/') ? failure(503, 'UNAVAILABLE') : undefined;

    const { kernels, warnings, incompleteArchitectures } = await read([
      good,
      bad,
    ]);
    expect(kernels).toMatchObject([{ kernel: KERNEL }]);
    expect(incompleteArchitectures).toEqual(['x86_64']);
    expect(warnings).toEqual([expect.stringMatching(/answered 503/)]);

    registry.intercept = () => undefined;
    await expect(read([good, bad])).resolves.toMatchObject({
      kernels: [{ kernel: '6.16.8-200.fc43' }, { kernel: KERNEL }],
      warnings: [],
    });
  });

  it('leaves layers to the next refresh if time runs out', async () => {
    const image = await addImage('stable', {
      amd64: [kernel(`${KERNEL}.x86_64`)],
    });
    const labelled = await addImage(
      'labelled',
      { amd64: [[{ name: 'x' }]] },
      { 'ostree.linux': '6.0.0-1.fc43.x86_64' },
    );

    await expect(
      read([image, labelled], {
        schedule: { frequency: { hours: 1 }, timeout: { seconds: 0 } },
      }),
    ).resolves.toMatchObject({
      kernels: [{ kernel: '6.0.0-1.fc43' }],
      warnings: [
        expect.stringMatching(
          /its layers could not be read: This refresh has reached its limit for reading layers; the next one continues$/,
        ),
      ],
    });
    await expect(read([image, labelled])).resolves.toMatchObject({
      kernels: [{ kernel: KERNEL }, {}],
      warnings: [],
    });
  });
});
