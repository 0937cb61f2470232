import { randomBytes } from 'node:crypto';
import { InMemoryContentCache } from '../../registry/InMemoryContentCache';
import { createLayeredImage } from '../../registry/layers/__testUtils__/layeredImage';
import {
  createSource,
  failureOf,
  read,
  toolkit,
} from './__testUtils__/createSource';
import { imageReferences } from './__testUtils__/imageReferences';
import { TestPlatform } from './__testUtils__/TestPlatform';

const KERNEL = '5.14.0-284.36.1.el9_2';
const MIB = 1024 ** 2;

// Many or large requests take long on a busy machine.
jest.setTimeout(30_000);

describe('OpenshiftKernelSource, with failures', () => {
  let platform: TestPlatform;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    await platform.addRelease({ version: '4.14.5', toolkits: toolkit(KERNEL) });
  });

  afterEach(async () => {
    await platform.close();
  });

  it('names a few of many unreadable releases, and keeps the others', async () => {
    for (let patch = 20; patch < 35; patch++) {
      const payload = await platform.addRelease({ version: `4.14.${patch}` });
      platform.payloads.removeContent(payload.manifest);
    }

    const { kernels, warnings, incompleteArchitectures } = await read(
      createSource(platform),
    );

    expect(kernels).toHaveLength(1);
    expect(incompleteArchitectures).toEqual(['x86_64']);
    expect(warnings).toHaveLength(11);
    expect(warnings[0]).toMatch(
      /^Release 4\.14\.34 for x86_64 could not be read: its payload sha256:\w+ is in the update graph but not in the registry$/,
    );
    expect(warnings[10]).toBe('Releases that could not be read either: 5.');
  });

  it.each([
    [
      'has no image-references',
      { name: 'release-manifests/other', content: '{}' },
      /The image has no file release-manifests\/image-references/,
    ],
    [
      'has something else for them',
      { name: 'release-manifests/image-references', content: '<html>' },
      /its image-references is no ImageStream/,
    ],
    [
      'names the toolkit image by a tag',
      imageReferences('4.14.6', { 'driver-toolkit': 'quay.io/ocp/art:latest' }),
      /its image-references does not name driver-toolkit by digest/,
    ],
    [
      'names no image at all',
      imageReferences('4.14.6', { 'driver-toolkit': 'https://x@y@z' }),
      /its image-references does not name driver-toolkit by digest/,
    ],
  ])('warns of a payload that %s', async (_, entry, expected) => {
    platform.publish(
      { version: '4.14.6' },
      await createLayeredImage({ layers: [[entry]] }),
    );

    const { kernels, warnings } = await read(createSource(platform));

    expect(kernels).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(expected)]);
  });

  it.each(['quay.io/ocp/release:4.14.6', 'http://127.0.0.1/x', ''])(
    'warns of a release whose payload is %j',
    async payload => {
      platform.list({ version: '4.14.6' }, payload);

      const { kernels, warnings } = await read(createSource(platform));

      expect(kernels).toHaveLength(1);
      expect(warnings).toEqual([
        expect.stringMatching(
          /^Release 4\.14\.6 for x86_64 could not be read:/,
        ),
      ]);
    },
  );

  it('warns of a toolkit image without the label, and names those it has', async () => {
    await platform.addRelease({
      version: '4.14.6',
      toolkits: { 'driver-toolkit': { name: 'x', version: '1' } },
    });

    const { warnings } = await read(createSource(platform));

    expect(warnings).toEqual([
      expect.stringMatching(
        /has no label 'kernel-version'; it has name, version$/,
      ),
    ]);
  });

  it('warns of a toolkit image of another architecture', async () => {
    const toolkitImage = platform.addToolkit(
      { 'kernel-version': KERNEL },
      'arm64',
    );
    platform.publish(
      { version: '4.14.6' },
      await createLayeredImage({
        layers: [
          [imageReferences('4.14.6', { 'driver-toolkit': toolkitImage })],
        ],
      }),
    );

    const { warnings } = await read(createSource(platform));

    expect(warnings).toEqual([
      expect.stringMatching(/has no image for x86_64, only for aarch64$/),
    ]);
  });

  it('says how many releases could not be verified, and reads them again after a restart', async () => {
    const toolkitImage = platform.addToolkit({ 'kernel-version': KERNEL });
    const cache = new InMemoryContentCache();
    platform.publish(
      { version: '4.14.6' },
      await createLayeredImage({
        layers: [
          [
            imageReferences('4.14.6', { 'driver-toolkit': toolkitImage }),
            { name: 'large', content: randomBytes(9 * MIB) },
          ],
        ],
      }),
    );
    const source = createSource(platform, {}, { cache });

    const { warnings } = await read(source);
    expect(warnings).toEqual([
      'Releases whose toolkit images could not be verified by digest, because they were read from the beginning of a large layer: 1, such as 4.14.6 for x86_64.',
    ]);
    platform.forgetPulls();
    await expect(read(source)).resolves.toMatchObject({ warnings });
    expect(platform.pulls).toEqual([]);
    await read(createSource(platform, {}, { cache }));
    expect(platform.pulls).toEqual(['GET manifests', 'GET blobs']);
  });

  it('gives up only a release that takes too long', async () => {
    const slow = await platform.addRelease({ version: '4.14.6' });
    const { digest, body } = slow.layers[1];
    platform.payloads.intercept = ({ url }) =>
      url.endsWith(digest) ? { body, stallAfter: 10 } : undefined;

    const { kernels, warnings } = await read(
      createSource(platform, {}, { releaseTimeout: 500 }),
    );

    expect(kernels).toHaveLength(1);
    expect(warnings).toEqual([
      'Release 4.14.6 for x86_64 could not be read: it took longer than 0.5 seconds, which is too slow',
    ]);
  });

  it('continues if the cache fails', async () => {
    const cache = new InMemoryContentCache();
    const lost = () => Promise.reject(new Error('connection refused'));
    Object.assign(cache, {
      get: lost,
      set: lost,
      getMany: lost,
      setMany: lost,
    });

    const { kernels, warnings } = await read(
      createSource(platform, {}, { cache }),
    );

    expect(kernels).toMatchObject([{ kernel: KERNEL }]);
    expect(warnings).toEqual([
      expect.stringContaining('or stored in the cache'),
    ]);
  });

  it('uses plain HTTP only if configured', async () => {
    await expect(
      failureOf(createSource(platform, { insecure: false })),
    ).resolves.toMatch(
      `https://${platform.payloads.host}/v2/ocp/release/manifests/`,
    );
  });
});
