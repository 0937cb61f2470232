import { InMemoryContentCache } from '../../registry/InMemoryContentCache';
import { createSource, read, toolkit } from './__testUtils__/createSource';
import { TestPlatform } from './__testUtils__/TestPlatform';

const EL92 = '5.14.0-284.36.1.el9_2';
const EL92_RT = '5.14.0-284.36.1.rt14.321.el9_2';
const EL94 = '5.14.0-427.18.1.el9_4';

describe('OpenshiftKernelSource', () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = await TestPlatform.start();
  });

  afterEach(async () => {
    await platform.close();
  });

  it('names the kernels of releases and their toolkit images', async () => {
    await platform.addRelease({
      version: '4.14.5',
      toolkits: toolkit(EL92, `${EL92_RT}.x86_64`),
    });
    await platform.addRelease({
      version: '4.16.0',
      toolkits: toolkit(EL94, `${EL94}.x86_64+rt`),
    });

    const reading = await read(createSource(platform, { since: '4.14.0' }));

    expect(reading).toEqual({
      kernels: [
        {
          kernel: EL94,
          flavours: [
            {
              architecture: 'x86_64',
              variant: 'default',
              release: EL94,
              unameRelease: `${EL94}.x86_64`,
              buildable: false,
              packages: [],
            },
            {
              architecture: 'x86_64',
              variant: 'rt',
              release: EL94,
              unameRelease: `${EL94}.x86_64+rt`,
              buildable: false,
              packages: [],
            },
          ],
          toolkitImages: [
            {
              architecture: 'x86_64',
              reference: expect.stringMatching(/\/ocp\/art@sha256:\w{64}$/),
              releases: ['4.16.0'],
              releaseCount: 1,
            },
          ],
        },
        expect.objectContaining({
          kernel: EL92,
          flavours: [
            expect.objectContaining({ variant: 'default', release: EL92 }),
            expect.objectContaining({
              variant: 'rt',
              release: EL92_RT,
              unameRelease: `${EL92_RT}.x86_64`,
            }),
          ],
        }),
      ],
      warnings: [],
      incompleteArchitectures: [],
      older: [],
    });
  });

  it('lists a kernel of several releases once', async () => {
    for (let patch = 0; patch < 25; patch++) {
      await platform.addRelease({
        version: `4.14.${patch}`,
        // Upgrades lead from one channel to the next, which lists both ends.
        channels: ['stable-4.14', 'stable-4.15'],
        toolkits: toolkit(EL92),
      });
    }
    await platform.addRelease({ version: '4.15.0', toolkits: toolkit(EL92) });

    const { kernels } = await read(
      createSource(platform, { channels: ['stable-4.14', 'stable-4.15'] }),
    );

    expect(kernels).toMatchObject([
      { kernel: EL92, toolkitImages: [{ releaseCount: 26 }] },
    ]);
    const [{ releases } = { releases: [] }] = kernels[0].toolkitImages ?? [];
    expect(releases).toHaveLength(20);
    expect(releases.slice(0, 3)).toEqual(['4.15.0', '4.14.24', '4.14.23']);
  });

  it('reads every architecture', async () => {
    await platform.addRelease({ version: '4.16.0', toolkits: toolkit(EL94) });
    await platform.addRelease({
      version: '4.16.0',
      architecture: 'arm64',
      toolkits: {
        'driver-toolkit': {
          'kernel-version': `${EL94}.aarch64`,
          'kernel-64k-version': EL94,
        },
      },
    });

    const { kernels } = await read(
      createSource(platform, {
        since: '4.16.0',
        architectures: ['x86_64', 'aarch64'],
      }),
    );

    expect(kernels).toHaveLength(1);
    expect(kernels[0].flavours.map(({ unameRelease }) => unameRelease)).toEqual(
      [`${EL94}.aarch64`, `${EL94}.aarch64+64k`, `${EL94}.x86_64`],
    );
    expect(
      kernels[0].toolkitImages?.map(({ architecture }) => architecture),
    ).toEqual(['aarch64', 'x86_64']);
  });

  it('keeps the newest kernels and names the others', async () => {
    await platform.addRelease({ version: '4.14.5', toolkits: toolkit(EL92) });
    await platform.addRelease({ version: '4.14.6', toolkits: toolkit(EL94) });

    await expect(
      read(createSource(platform, { since: '4.14.0', keepLatest: 1 })),
    ).resolves.toMatchObject({ kernels: [{ kernel: EL94 }], older: [EL92] });
  });

  it('reads no payload and no toolkit image twice, also across sources', async () => {
    await platform.addRelease({ version: '4.14.5', toolkits: toolkit(EL92) });
    await platform.addRelease({ version: '4.14.6', toolkits: toolkit(EL92) });
    const cache = new InMemoryContentCache();
    const source = createSource(platform, { since: '4.14.0' }, { cache });
    const first = await read(source);
    // A manifest and a layer of each payload; manifest and configuration of the toolkit image.
    expect(platform.pulls).toHaveLength(6);
    platform.forgetPulls();

    await expect(read(source)).resolves.toEqual(first);
    await expect(
      read(createSource(platform, { since: '4.14.0' }, { cache })),
    ).resolves.toEqual(first);
    expect(platform.pulls).toEqual([]);

    await platform.addRelease({ version: '4.14.7', toolkits: toolkit(EL92) });
    await expect(read(source)).resolves.toMatchObject({
      kernels: [{ toolkitImages: [{ releaseCount: 3 }] }],
    });
    expect(platform.pulls).toEqual(['GET manifests', 'GET blobs']);
  });

  it('leaves out releases without a toolkit image, and remembers that', async () => {
    await platform.addRelease({ version: '4.8.1' });
    await platform.addRelease({ version: '4.8.2' });
    await platform.addRelease({ version: '4.8.3', toolkits: toolkit(EL92) });
    const source = createSource(platform);

    const { kernels, warnings, incompleteArchitectures } = await read(source);

    expect(kernels).toHaveLength(1);
    expect(warnings).toEqual([
      'Releases left out because they have no driver-toolkit image: 2, such as 4.8.2 for x86_64.',
    ]);
    expect(incompleteArchitectures).toEqual([]);
    platform.forgetPulls();
    await read(source);
    expect(platform.pulls).toEqual([]);
  });

  it('reports an invalid second kernel, and keeps the first', async () => {
    await platform.addRelease({
      version: '4.14.5',
      toolkits: toolkit(EL92, 'unknown'),
    });

    const { kernels, warnings } = await read(
      createSource(platform, { since: '4.14.0' }),
    );

    expect(kernels).toMatchObject([{ kernel: EL92, flavours: [{}] }]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^A kernel is left out: The label 'kernel-rt-version' of \S+ is 'unknown', which is not a kernel for x86_64, such as 5\.14\.0-391\.el9\.x86_64\.$/,
      ),
    ]);
  });

  it('stops at its signal', async () => {
    await platform.addRelease({ version: '4.14.5', toolkits: toolkit(EL92) });
    platform.payloads.intercept = () => ({
      body: 'x'.repeat(9),
      stallAfter: 1,
    });

    await expect(
      read(createSource(platform), AbortSignal.timeout(200)),
    ).rejects.toThrow(/timeout/);
  });
});
