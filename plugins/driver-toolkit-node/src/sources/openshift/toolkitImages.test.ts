import {
  createImage,
  createIndex,
} from '../../registry/__testUtils__/imageContent';
import { createLayeredImage } from '../../registry/layers/__testUtils__/layeredImage';
import { createSource, read, toolkit } from './__testUtils__/createSource';
import { imageReferences } from './__testUtils__/imageReferences';
import { TestPlatform } from './__testUtils__/TestPlatform';

const EL92 = '5.14.0-284.36.1.el9_2';
const EL92_RT = '5.14.0-284.36.1.rt14.321.el9_2';
const EL94 = '5.14.0-427.18.1.el9_4';

describe('OpenshiftKernelSource, of toolkit images', () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = await TestPlatform.start();
  });

  afterEach(async () => {
    await platform.close();
  });

  it('keeps every toolkit image of a kernel, those of the newest releases first', async () => {
    const rebuilt = (build: string) => ({
      'driver-toolkit': { 'kernel-version': EL92, build },
    });
    await platform.addRelease({ version: '4.14.9', toolkits: rebuilt('1') });
    await platform.addRelease({ version: '4.14.10', toolkits: rebuilt('2') });

    const { kernels } = await read(createSource(platform, { since: '4.14.0' }));

    expect(kernels).toMatchObject([
      {
        kernel: EL92,
        toolkitImages: [{ releases: ['4.14.10'] }, { releases: ['4.14.9'] }],
      },
    ]);
  });

  it('keeps all rt kernels of releases with the same default kernel', async () => {
    const newer = '5.14.0-284.36.1.rt14.322.el9_2';
    await platform.addRelease({
      version: '4.14.1',
      toolkits: toolkit(EL92, EL92_RT),
    });
    await platform.addRelease({
      version: '4.14.2',
      toolkits: toolkit(EL92, newer),
    });

    const { kernels } = await read(createSource(platform, { since: '4.14.0' }));

    expect(
      kernels.map(({ kernel, flavours, toolkitImages }) => [
        kernel,
        flavours.map(({ release }) => release),
        toolkitImages?.map(({ releases }) => releases),
      ]),
    ).toEqual([
      [EL92_RT, [EL92_RT], [['4.14.1']]],
      [EL92, [EL92, newer], [['4.14.2'], ['4.14.1']]],
    ]);
  });

  it('reads both toolkit images of a release that has two', async () => {
    await platform.addRelease({
      version: '4.21.0',
      toolkits: {
        ...toolkit(EL94),
        'driver-toolkit-10': {
          'kernel-version': '6.12.0-124.52.1.el10_1',
          'kernel-64k-version': '',
        },
      },
    });

    const { kernels } = await read(createSource(platform, { since: '4.21.0' }));

    expect(kernels.map(({ kernel }) => kernel)).toEqual([
      '6.12.0-124.52.1.el10_1',
      EL94,
    ]);
  });

  it('reads payloads and toolkit images that are lists, each for its architecture', async () => {
    const kernels = { amd64: `${EL94}.x86_64`, arm64: `${EL94}.aarch64` };
    const images = Object.entries(kernels).map(([architecture, kernel]) =>
      createImage({ architecture, labels: { 'kernel-version': kernel } }),
    );
    const toolkits = createIndex(images);
    platform.toolkits.addIndex('list', toolkits, images);
    const parts = await Promise.all(
      Object.keys(kernels).map(architecture =>
        createLayeredImage({
          architecture,
          layers: [
            [
              imageReferences('4.16.0', {
                'driver-toolkit': `${platform.toolkits.image}@${toolkits.digest}`,
              }),
              { name: 'architecture', content: architecture },
            ],
          ],
        }),
      ),
    );
    const payload = createIndex(parts);
    platform.payloads.addContent(
      payload,
      ...parts.flatMap(({ manifest, layers }) => [manifest, ...layers]),
    );
    for (const architecture of Object.keys(kernels)) {
      platform.list(
        { version: '4.16.0', architecture },
        `${platform.payloads.image}@${payload.digest}`,
      );
    }

    const reading = await read(
      createSource(platform, { architectures: ['x86_64', 'aarch64'] }),
    );

    expect(reading).toMatchObject({
      kernels: [
        {
          flavours: [
            { unameRelease: kernels.arm64 },
            { unameRelease: kernels.amd64 },
          ],
        },
      ],
      warnings: [],
    });
  });
});
