import { ConfigReader } from '@backstage/config';
import { ServiceUnavailableError } from '@backstage/errors';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  readDriverToolkitConfig,
  type SourceKernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { planToolkitBuild } from '../builds/planning/planToolkitBuild';
import { requireToolkit } from '../builds/planning/requireToolkit';
import {
  createTestIndex,
  flavourOf,
  imageOf,
  readingOf,
  ScriptedSource,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

const KERNEL = '6.12.0-224.el10';
const MISMATCH = {
  architecture: 'x86_64',
  releases: ['4.20.3'],
  releaseCount: 1,
  toolkits: [
    { reference: 'quay.io/okd@sha256:old', kernel: '6.12.0-212.el10' },
  ],
};
const configuration = {
  kernelSources: ['stream', 'okd'].map(id => ({
    id,
    type: 'rpm',
    repositories: ['https://mirror.example.com/'],
  })),
  imageRepositories: [
    {
      id: 'registry',
      image: 'registry.example.com/dtk',
      kernelSources: ['stream'],
    },
  ],
};

const withoutPackages = (
  architecture: string,
  overrides: Partial<Flavour> = {},
): Flavour => ({
  ...flavourOf(KERNEL, architecture),
  buildable: false,
  packages: [],
  ...overrides,
});

describe('a kernel whose own source has no packages', () => {
  let okd: ScriptedSource;
  let index: TestIndex;

  beforeEach(async () => {
    okd = new ScriptedSource('okd');
    index = createTestIndex(await createTestDatabase('SQLITE_3'), {
      config: configuration,
      sources: [okd],
    });
  });

  /** Reads the kernel from both sources. */
  async function readBoth(
    own: Partial<SourceKernel>,
    flavours: Flavour[] = [flavourOf(KERNEL, 'x86_64')],
  ): Promise<void> {
    okd.reading = {
      kernels: [
        { kernel: KERNEL, flavours: [withoutPackages('x86_64')], ...own },
      ],
      warnings: [],
    };
    index.stream.reading = {
      kernels: [{ kernel: KERNEL, flavours }],
      warnings: [],
    };
    await index.refresh('okd');
    await index.refresh('stream');
    await index.refresh('registry');
  }

  const kernel = () => index.index.kernel('okd', KERNEL);
  const states = async () => {
    const all = await Promise.all(
      (['present', 'absent', 'unknown'] as const).map(async imageState => {
        const { items } = await index.index.kernels({
          source: 'okd',
          imageState,
        });
        return items.map(() => imageState);
      }),
    );
    return all.flat();
  };

  it('names the releases without a toolkit image for it, and the source that has its packages', async () => {
    await readBoth({ releasesWithoutToolkit: [MISMATCH] });

    await expect(kernel()).resolves.toMatchObject({
      imageState: 'absent',
      images: [],
      releasesWithoutToolkit: [MISMATCH],
      otherSources: [
        {
          source: 'stream',
          entityRef: `resource:default/stream-${KERNEL}`,
          imageState: 'absent',
          references: [],
          architectures: ['x86_64'],
        },
      ],
    });
    await expect(states()).resolves.toEqual(['absent']);
    await expect(
      index.index.kernel('stream', KERNEL),
    ).resolves.not.toHaveProperty('otherSources');
  });

  it('has the toolkit image that the other source has', async () => {
    index.registry.images = [imageOf(KERNEL, { digest: 'sha256:def' })];
    await readBoth({ releasesWithoutToolkit: [MISMATCH] });

    await expect(kernel()).resolves.toMatchObject({
      imageState: 'present',
      otherSources: [
        {
          imageState: 'present',
          references: [`registry.example.com/dtk:${KERNEL}`],
        },
      ],
    });
    await expect(states()).resolves.toEqual(['present']);
    const toolkit = await toolkitOf();
    expect(toolkit.imageFor('x86_64')).toBe(
      'registry.example.com/dtk@sha256:def',
    );
    expect(toolkit.has(withoutPackages('x86_64'))).toBe(true);
    expect(toolkit.has(withoutPackages('aarch64'))).toBe(false);
    expect(
      toolkit.has(
        withoutPackages('x86_64', {
          variant: 'rt',
          unameRelease: `${KERNEL}.x86_64+rt`,
        }),
      ),
    ).toBe(false);
  });

  it('has the toolkit image that remains after the kernel left the other source', async () => {
    index.registry.images = [imageOf(KERNEL)];
    await readBoth({});
    index.stream.reading = readingOf('6.12.0-300.el10');
    await index.refresh('stream');

    await expect(kernel()).resolves.toMatchObject({
      imageState: 'present',
      otherSources: [{ imageState: 'present', architectures: [] }],
    });
    await expect(toolkitOf()).resolves.toBeDefined();

    index.registry.images = [];
    await index.refresh('registry');
    await expect(kernel()).resolves.toMatchObject({ imageState: 'absent' });
    await expect(kernel()).resolves.not.toHaveProperty('otherSources');
    await expect(states()).resolves.toEqual(['absent']);
  });

  it('has an unknown state while the other source’s repository cannot be read', async () => {
    await readBoth({});
    index.registry.error = new ServiceUnavailableError(
      'The registry answered 503.',
    );
    await index.refresh('registry').catch(() => undefined);

    await expect(kernel()).resolves.toMatchObject({ imageState: 'unknown' });
    await expect(states()).resolves.toEqual(['unknown']);
    await expect(toolkitOf()).rejects.toThrow(
      `It is unknown whether kernel ${KERNEL} has a toolkit image: The registry answered 503.`,
    );
  });

  it.each<[string, Partial<SourceKernel>, Flavour[]]>([
    [
      'has a toolkit image of its own',
      {
        toolkitImages: [
          {
            architecture: 'x86_64',
            reference: 'quay.io/okd@sha256:own',
            releases: ['4.20.4'],
            releaseCount: 1,
          },
        ],
      },
      [flavourOf(KERNEL, 'x86_64')],
    ],
    [
      'has packages',
      { flavours: [flavourOf(KERNEL, 'x86_64')] },
      [flavourOf(KERNEL, 'x86_64')],
    ],
    ['is not buildable there either', {}, [withoutPackages('x86_64')]],
    [
      'exists only for another architecture',
      {},
      [flavourOf(KERNEL, 'aarch64')],
    ],
    [
      'exists only as another variant',
      {},
      [{ ...flavourOf(KERNEL, 'x86_64'), variant: 'rt' }],
    ],
  ])('names no other source if it %s', async (_, own, flavours) => {
    await readBoth(own, flavours);

    await expect(kernel()).resolves.not.toHaveProperty('otherSources');
  });

  it('names the other source for the architecture that lacks a toolkit image', async () => {
    await readBoth(
      {
        flavours: ['x86_64', 'aarch64'].map(name => withoutPackages(name)),
        toolkitImages: [
          {
            architecture: 'x86_64',
            reference: 'quay.io/okd@sha256:own',
            releases: ['4.20.4'],
            releaseCount: 1,
          },
        ],
      },
      ['x86_64', 'aarch64'].map(name => flavourOf(KERNEL, name)),
    );

    await expect(kernel()).resolves.toMatchObject({
      otherSources: [{ source: 'stream', architectures: ['aarch64'] }],
    });
  });

  it('says where to build its toolkit image, or what would be needed', async () => {
    await readBoth({});

    await expect(toolkitOf()).rejects.toThrow(
      `Kernel ${KERNEL} has no toolkit image to build with. Kernel source 'stream' has its packages: build it first on the page of that source's kernel.`,
    );
    await expect(plan()).rejects.toThrow(
      `Kernel source 'okd' has no packages of kernel ${KERNEL}; 'stream' has them: build the toolkit image of that source's kernel.`,
    );
    await readBoth({}, [withoutPackages('x86_64')]);
    await expect(toolkitOf()).rejects.toThrow(
      `Kernel ${KERNEL} has no toolkit image to build with. Kernel source 'okd' has no packages to build it from: configure one of type rpm that has kernel ${KERNEL}.`,
    );
  });

  const config = readDriverToolkitConfig(
    new ConfigReader({ driverToolkit: configuration }),
  );

  async function toolkitOf() {
    return await requireToolkit(await kernel(), {
      index: index.index,
      config,
    });
  }

  async function plan() {
    return await planToolkitBuild(
      {
        type: 'toolkit',
        source: 'okd',
        kernel: KERNEL,
        repository: undefined,
      },
      {
        index: index.index,
        sources: index.sources,
        config,
        inputs: index.inputs,
      },
    );
  }
});
