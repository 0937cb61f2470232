import type { LayerEntry } from '../../registry/layers/__testUtils__/layer';
import { createSource, read, toolkit } from './__testUtils__/createSource';
import { TestPlatform } from './__testUtils__/TestPlatform';

const OLD = '6.12.0-212.el10';
const KERNEL = '6.12.0-224.el10';
const EL9 = '5.14.0-570.12.1.el9_6';
const EL10 = '6.12.0-124.52.1.el10_1';

/** A layer with a kernel, for an image without a label. */
const kernelLayer = (unameRelease: string): LayerEntry[] => [
  { name: `usr/lib/modules/${unameRelease}/vmlinuz`, content: 'x' },
];

describe("OpenshiftKernelSource, with nodes' kernels", () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = await TestPlatform.start();
  });

  afterEach(async () => {
    await platform.close();
  });

  it("lists a release under its nodes' kernel, and says that its toolkit image is for another one", async () => {
    await platform.addRelease({
      version: '4.20.3',
      toolkits: toolkit(OLD, `${OLD}.x86_64+rt`),
      systems: { 'stream-coreos': `${KERNEL}.x86_64` },
    });

    await expect(read(createSource(platform))).resolves.toEqual({
      kernels: [
        {
          kernel: KERNEL,
          flavours: [
            {
              architecture: 'x86_64',
              variant: 'default',
              release: KERNEL,
              unameRelease: `${KERNEL}.x86_64`,
              buildable: false,
              packages: [],
            },
          ],
          releasesWithoutToolkit: [
            {
              architecture: 'x86_64',
              releases: ['4.20.3'],
              releaseCount: 1,
              toolkits: [
                {
                  reference: expect.stringMatching(/\/ocp\/art@sha256:\w{64}$/),
                  kernel: OLD,
                },
              ],
            },
          ],
        },
      ],
      warnings: [
        `Nodes of release 4.20.3 for x86_64 run kernel ${KERNEL}, for which it has no toolkit image: its own is for ${OLD}.`,
      ],
      incompleteArchitectures: [],
      older: [],
    });
  });

  it("lists a release's toolkit image with its nodes' kernel and the related kernels", async () => {
    await platform.addRelease({
      version: '4.20.3',
      toolkits: toolkit(KERNEL, `${KERNEL}.x86_64+rt`),
      systems: { 'rhel-coreos': `${KERNEL}.x86_64` },
    });

    const { kernels, warnings } = await read(createSource(platform));

    expect(kernels).toEqual([
      {
        kernel: KERNEL,
        flavours: [
          expect.objectContaining({ unameRelease: `${KERNEL}.x86_64` }),
          expect.objectContaining({ unameRelease: `${KERNEL}.x86_64+rt` }),
        ],
        toolkitImages: [expect.objectContaining({ releases: ['4.20.3'] })],
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('does not report a missing toolkit image if only a variant lacks one', async () => {
    await platform.addRelease({
      version: '4.20.3',
      toolkits: toolkit(KERNEL),
      systems: {
        'rhel-coreos': [
          [
            ...kernelLayer(`${KERNEL}.x86_64`),
            ...kernelLayer(`${KERNEL}.x86_64+rt`),
          ],
        ],
      },
    });

    const { kernels, warnings } = await read(createSource(platform));

    expect(kernels).toEqual([
      {
        kernel: KERNEL,
        flavours: [
          expect.objectContaining({ unameRelease: `${KERNEL}.x86_64` }),
          expect.objectContaining({ unameRelease: `${KERNEL}.x86_64+rt` }),
        ],
        toolkitImages: [expect.objectContaining({ releases: ['4.20.3'] })],
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('names complete variants if the toolkit image is for another one than the nodes run', async () => {
    await platform.addRelease({
      version: '4.20.3',
      toolkits: toolkit(KERNEL),
      systems: { 'rhel-coreos': [kernelLayer(`${KERNEL}.x86_64+rt`)] },
    });

    const { kernels, warnings } = await read(createSource(platform));

    expect(kernels).toMatchObject([
      {
        kernel: KERNEL,
        releasesWithoutToolkit: [
          { toolkits: [{ kernel: `${KERNEL}.x86_64` }] },
        ],
      },
    ]);
    expect(kernels[0]).not.toHaveProperty('toolkitImages');
    expect(warnings).toEqual([
      `Nodes of release 4.20.3 for x86_64 run kernel ${KERNEL}.x86_64+rt, for which it has no toolkit image: its own is for ${KERNEL}.x86_64.`,
    ]);
  });

  it("offers another release's toolkit image for the kernel", async () => {
    await platform.addRelease({
      version: '4.20.3',
      toolkits: toolkit(OLD),
      systems: { 'stream-coreos': `${KERNEL}.x86_64` },
    });
    await platform.addRelease({
      version: '4.20.4',
      toolkits: toolkit(KERNEL),
      systems: { 'stream-coreos': '6.12.0-230.el10.x86_64' },
    });

    const { kernels } = await read(createSource(platform));

    expect(kernels).toMatchObject([
      {
        kernel: '6.12.0-230.el10',
        releasesWithoutToolkit: [
          { releases: ['4.20.4'], toolkits: [{ kernel: KERNEL }] },
        ],
      },
      {
        kernel: KERNEL,
        toolkitImages: [{ releases: ['4.20.4'] }],
        releasesWithoutToolkit: [
          { releases: ['4.20.3'], toolkits: [{ kernel: OLD }] },
        ],
      },
    ]);
    expect(kernels[0]).not.toHaveProperty('toolkitImages');
  });

  it('counts consecutive releases with the same outdated toolkit image', async () => {
    for (let patch = 0; patch < 25; patch++) {
      await platform.addRelease({
        version: `4.20.${patch}`,
        toolkits: toolkit(OLD),
        systems: { 'stream-coreos': `${KERNEL}.x86_64` },
      });
    }

    const { kernels, warnings } = await read(createSource(platform));

    expect(kernels).toHaveLength(1);
    const [mismatch, ...others] = kernels[0].releasesWithoutToolkit!;
    expect(others).toEqual([]);
    expect(mismatch.releaseCount).toBe(25);
    expect(mismatch.releases).toHaveLength(20);
    expect(mismatch.releases.slice(0, 2)).toEqual(['4.20.24', '4.20.23']);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Nodes of release 4\.20\.24 .* The same applies to older releases: 24\.$/,
      ),
    ]);
  });

  it('reads every system of a release that has several, each with its toolkit image', async () => {
    const systems = {
      'rhel-coreos': `${EL9}.x86_64`,
      'rhel-coreos-10': `${EL10}.x86_64`,
      'rhel-coreos-extensions': `${OLD}.x86_64`,
      'rhel-coreos-10-extensions': `${OLD}.x86_64`,
    };
    await platform.addRelease({
      version: '4.21.0',
      toolkits: {
        ...toolkit(EL9),
        'driver-toolkit-10': { 'kernel-version': `${EL10}.x86_64` },
      },
      systems,
    });
    await platform.addRelease({
      version: '4.21.1',
      toolkits: toolkit(EL9),
      systems,
    });

    const { kernels, warnings } = await read(createSource(platform));

    expect(kernels).toMatchObject([
      {
        kernel: EL10,
        toolkitImages: [{ releases: ['4.21.0'] }],
        releasesWithoutToolkit: [
          { releases: ['4.21.1'], toolkits: [{ kernel: EL9 }] },
        ],
      },
      { kernel: EL9, toolkitImages: [{ releases: ['4.21.1', '4.21.0'] }] },
    ]);
    expect(kernels[1]).not.toHaveProperty('releasesWithoutToolkit');
    expect(warnings).toEqual([
      `Nodes of release 4.21.1 for x86_64 run kernel ${EL10}, for which it has no toolkit image: its own is for ${EL9}.`,
    ]);
  });

  it('distinguishes the architectures of a release', async () => {
    for (const [architecture, rpm, kernel] of [
      ['amd64', 'x86_64', KERNEL],
      ['arm64', 'aarch64', OLD],
    ]) {
      await platform.addRelease({
        version: '4.20.3',
        architecture,
        toolkits: {
          'driver-toolkit': { 'kernel-version': `${kernel}.${rpm}` },
        },
        systems: { 'stream-coreos': `${KERNEL}.${rpm}` },
      });
    }

    const { kernels } = await read(
      createSource(platform, { architectures: ['x86_64', 'aarch64'] }),
    );

    expect(kernels).toMatchObject([
      {
        kernel: KERNEL,
        flavours: [{ architecture: 'aarch64' }, { architecture: 'x86_64' }],
        toolkitImages: [{ architecture: 'x86_64' }],
        releasesWithoutToolkit: [
          { architecture: 'aarch64', toolkits: [{ kernel: OLD }] },
        ],
      },
    ]);
  });

  it('has the kernel of a release without a toolkit image', async () => {
    await platform.addRelease({
      version: '4.20.3',
      systems: { 'fedora-coreos': '6.16.7-200.fc43.x86_64' },
    });

    await expect(read(createSource(platform))).resolves.toMatchObject({
      kernels: [
        {
          kernel: '6.16.7-200.fc43',
          releasesWithoutToolkit: [{ releases: ['4.20.3'], toolkits: [] }],
        },
      ],
      warnings: [
        'Nodes of release 4.20.3 for x86_64 run kernel 6.16.7-200.fc43, for which it has no toolkit image.',
      ],
    });
  });

  it('recognises the rt kernel of EL8, which has a separate release, by its toolkit image', async () => {
    const el8 = '4.18.0-372.41.1.el8_6';
    const rt = '4.18.0-372.41.1.rt7.198.el8_6';
    await platform.addRelease({
      version: '4.12.1',
      toolkits: toolkit(el8, rt),
      systems: { 'rhel-coreos-8': `${el8}.x86_64` },
    });
    await platform.addRelease({
      version: '4.12.2',
      toolkits: toolkit(el8, rt),
      systems: { 'rhel-coreos-8': '4.18.0-372.43.1.el8_6.x86_64' },
    });

    const { kernels } = await read(createSource(platform));

    expect(
      kernels.map(({ kernel, flavours }) => [
        kernel,
        flavours.map(({ release }) => release),
      ]),
    ).toEqual([
      ['4.18.0-372.43.1.el8_6', ['4.18.0-372.43.1.el8_6']],
      [el8, [el8, rt]],
    ]);
  });

  it("assumes the toolkit image's kernel for a release that does not name its nodes' images", async () => {
    await platform.addRelease({ version: '4.19.1', toolkits: toolkit(OLD) });
    await platform.addRelease({
      version: '4.20.3',
      toolkits: toolkit(OLD),
      systems: { 'stream-coreos': `${KERNEL}.x86_64` },
    });

    const { kernels } = await read(createSource(platform));

    expect(kernels).toMatchObject([
      { kernel: KERNEL, releasesWithoutToolkit: [{}] },
      { kernel: OLD, toolkitImages: [{ releases: ['4.20.3', '4.19.1'] }] },
    ]);
    expect(kernels[1]).not.toHaveProperty('releasesWithoutToolkit');
  });

  it('reads the kernel of an image without a label from its layers, once for all releases', async () => {
    const systems = {
      'stream-coreos': [kernelLayer(`${KERNEL}.x86_64`), [{ name: 'etc/x' }]],
    };
    for (const version of ['4.20.3', '4.20.4']) {
      await platform.addRelease({
        version,
        toolkits: toolkit(KERNEL),
        systems,
      });
    }
    const source = createSource(platform);

    const first = await read(source);

    expect(first).toMatchObject({
      kernels: [
        { kernel: KERNEL, toolkitImages: [{ releases: ['4.20.4', '4.20.3'] }] },
      ],
      warnings: [],
    });
    // Configurations of the toolkit image and the system, and the system's two
    // layers.
    expect(
      platform.toolkits.requests.filter(({ url }) => url.includes('/blobs/')),
    ).toHaveLength(4);
    platform.forgetPulls();
    await expect(read(source)).resolves.toEqual(first);
    expect(platform.pulls).toEqual([]);
  });
});
