import { failure } from '../../registry/__testUtils__/TestRegistry';
import { createLayeredImage } from '../../registry/layers/__testUtils__/layeredImage';
import {
  createSource,
  failureOf,
  read,
  toolkit,
} from './__testUtils__/createSource';
import { imageReferences } from './__testUtils__/imageReferences';
import { TestPlatform } from './__testUtils__/TestPlatform';

const EL9 = '5.14.0-570.12.1.el9_6';
const EL10 = '6.12.0-124.52.1.el10_1';
const SYSTEMS = {
  'rhel-coreos': `${EL9}.x86_64`,
  'rhel-coreos-10': `${EL10}.x86_64`,
};
const TOOLKITS = {
  ...toolkit(EL9),
  'driver-toolkit-10': { 'kernel-version': `${EL10}.x86_64` },
};

describe('OpenshiftKernelSource, if a part of a release cannot be read', () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = await TestPlatform.start();
  });

  afterEach(async () => {
    await platform.close();
  });

  /** Publishes a release with these images. */
  async function publish(tags: Record<string, string>): Promise<void> {
    platform.publish(
      { version: '4.21.0' },
      await createLayeredImage({ layers: [[imageReferences('4.21.0', tags)]] }),
    );
  }

  /** Makes the registry fail for an image. */
  function refuse(reference: string, status = 503): void {
    const digest = reference.split('@')[1];
    platform.toolkits.intercept = ({ url }) =>
      url.includes(digest) ? failure(status, 'UNAVAILABLE') : undefined;
  }

  async function addImages(): Promise<Record<string, string>> {
    return {
      'driver-toolkit': platform.addToolkit(TOOLKITS['driver-toolkit']),
      'driver-toolkit-10': platform.addToolkit(TOOLKITS['driver-toolkit-10']),
      'rhel-coreos': await platform.addSystem(SYSTEMS['rhel-coreos']),
      'rhel-coreos-10': await platform.addSystem(SYSTEMS['rhel-coreos-10']),
    };
  }

  it.each([
    ['rhel-coreos-10', EL9],
    ['rhel-coreos', EL10],
    ['driver-toolkit-10', EL9],
    ['driver-toolkit', EL10],
  ])(
    'has the other kernel if %s is unreadable, and reports the first as unknown',
    async (tag, other) => {
      const tags = await addImages();
      await publish(tags);
      refuse(tags[tag]);

      const { kernels, warnings, incompleteArchitectures } = await read(
        createSource(platform),
      );

      expect(kernels).toEqual([
        {
          kernel: other,
          flavours: [expect.anything()],
          toolkitImages: [expect.objectContaining({ releases: ['4.21.0'] })],
        },
      ]);
      expect(incompleteArchitectures).toEqual(['x86_64']);
      expect(warnings).toEqual([
        expect.stringMatching(
          /^Release 4\.21\.0 for x86_64 could not be read completely: .*answered 503/,
        ),
      ]);
    },
  );

  it('reads a missing part when it is available again', async () => {
    const tags = await addImages();
    await publish(tags);
    const source = createSource(platform);
    refuse(tags['rhel-coreos-10']);
    await read(source);
    platform.toolkits.intercept = () => undefined;

    await expect(read(source)).resolves.toMatchObject({
      kernels: [{ kernel: EL10 }, { kernel: EL9 }],
      warnings: [],
      incompleteArchitectures: [],
    });
  });

  it('lists no kernel of a release whose nodes’ kernel is unknown', async () => {
    await platform.addRelease({ version: '4.20.9', toolkits: toolkit(EL9) });
    const system = await platform.addSystem('unknown');
    await publish({
      'driver-toolkit': platform.addToolkit({
        'kernel-version': `${EL10}.x86_64`,
      }),
      'rhel-coreos': system,
    });

    const { kernels, warnings, incompleteArchitectures } = await read(
      createSource(platform),
    );

    expect(kernels).toMatchObject([{ kernel: EL9 }]);
    expect(incompleteArchitectures).toEqual(['x86_64']);
    expect(warnings).toEqual([
      `Release 4.21.0 for x86_64 could not be read: The label 'ostree.linux' of ${system} for x86_64 is 'unknown', which is not a kernel for x86_64, such as 5.14.0-391.el9.x86_64`,
    ]);
  });

  it('says why it has no kernels if no image names its kernel', async () => {
    await platform.addRelease({
      version: '4.21.0',
      toolkits: toolkit(EL9),
      systems: { 'rhel-coreos': [[{ name: 'usr/bin/x' }]] },
    });

    await expect(failureOf(createSource(platform))).resolves.toMatch(
      /^Nothing of OpenShift could be read: \S+ for x86_64 has no label 'ostree\.linux'; it has no labels; its layers have no kernel in usr\/lib\/modules$/,
    );
  });

  it.each(['rhel-coreos', 'driver-toolkit'])(
    'warns of a payload that names %s by a tag',
    async tag => {
      await platform.addRelease({ version: '4.20.9', toolkits: toolkit(EL9) });
      await publish({
        ...(await addImages()),
        [tag]: 'quay.io/ocp/art:latest',
      });

      const { kernels, warnings } = await read(createSource(platform));

      expect(kernels).toMatchObject([{ kernel: EL9 }]);
      expect(warnings).toEqual([
        expect.stringMatching(
          `Release 4.21.0 for x86_64 could not be read: its image-references does not name ${tag} by digest`,
        ),
      ]);
    },
  );

  it('leaves layers to the next refresh if time runs out', async () => {
    await platform.addRelease({
      version: '4.20.9',
      toolkits: toolkit(EL9),
      systems: { 'rhel-coreos': `${EL9}.x86_64` },
    });
    await platform.addRelease({
      version: '4.21.0',
      toolkits: toolkit(EL10),
      systems: {
        'rhel-coreos': [
          [{ name: `usr/lib/modules/${EL10}.x86_64/vmlinuz`, content: 'x' }],
        ],
      },
    });
    const schedule = { frequency: { hours: 6 }, timeout: { seconds: 0 } };

    await expect(
      read(createSource(platform, { schedule })),
    ).resolves.toMatchObject({
      kernels: [{ kernel: EL9 }],
      incompleteArchitectures: ['x86_64'],
      warnings: [expect.stringMatching(/the next one continues$/)],
    });
    await expect(read(createSource(platform))).resolves.toMatchObject({
      kernels: [{ kernel: EL10 }, { kernel: EL9 }],
      warnings: [],
    });
  });
});
