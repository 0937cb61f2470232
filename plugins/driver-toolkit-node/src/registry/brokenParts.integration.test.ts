import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { platformState } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import fc from 'fast-check';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import {
  createArtifact,
  createIndex,
  toContent,
  type Content,
  type TestImage,
} from './__testUtils__/imageContent';
import { TestRegistry } from './__testUtils__/TestRegistry';
import { DOCKER_MANIFEST, OCI_MANIFEST } from './mediaTypes';

jest.setTimeout(300_000);

const ARCHITECTURES = ['amd64', 'arm64', 's390x'];
const MAX_TREES = 8;
const run = promisify(execFile);

/** A way to damage one part of a tree. */
const DAMAGES = ['none', 'manifest', 'config'] as const;

/** An index of images and artifacts with one image that may be damaged. */
const tree = fc.record({
  architectures: fc.subarray(ARCHITECTURES, { minLength: 1 }),
  damaged: fc.constantFrom(...ARCHITECTURES),
  damage: fc.constantFrom(...DAMAGES),
  artifacts: fc.subarray(['before', 'after']),
  nulls: fc.boolean(),
  configType: fc.constantFrom(
    'application/vnd.oci.image.config.v1+json',
    'application/octet-stream',
  ),
});

type Tree = typeof tree extends fc.Arbitrary<infer T> ? T : never;

/** An image that podman can pull: its layer is a valid, empty tar. */
function createPullable(architecture: string, configType: string): TestImage {
  const nothing = Buffer.alloc(1024);
  const isOci = configType.includes('oci');
  const layer = toContent(
    isOci
      ? 'application/vnd.oci.image.layer.v1.tar'
      : 'application/vnd.docker.image.rootfs.diff.tar',
    nothing,
  );
  const config = toContent(configType, {
    architecture,
    os: 'linux',
    config: { Labels: { architecture } },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const descriptor = ({ digest, mediaType, body }: Content) => ({
    mediaType,
    digest,
    size: body.length,
    annotations: null,
  });
  const mediaType = isOci ? OCI_MANIFEST : DOCKER_MANIFEST;
  const manifest = toContent(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  return { architecture, manifest, config, layer };
}

describe('an image list with a broken part', () => {
  let registry: TestRegistry;

  beforeAll(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.intercept = ({ url }) =>
      url === '/v2/' ? { body: '{}' } : undefined;
  });

  afterAll(async () => {
    await registry.close();
  });

  async function podmanPulls(tag: string, architecture: string) {
    const reference = `${registry.image}:${tag}`;
    const pull = ['pull', '--quiet', '--tls-verify=false'];
    try {
      const { stdout } = await run('podman', [
        ...pull,
        ...['--arch', architecture, reference],
      ]);
      await run('podman', ['rmi', '--force', stdout.trim()]);
      return true;
    } catch {
      return false;
    }
  }

  function add(tag: string, shape: Tree) {
    const { architectures, damaged, damage, artifacts, nulls, configType } =
      shape;
    const images: TestImage[] = architectures.map(name =>
      createPullable(name, configType),
    );
    const artifact = createArtifact({ text: tag });
    const list = createIndex(
      [
        ...(artifacts.includes('before') ? [artifact] : []),
        ...images,
        ...(artifacts.includes('after')
          ? [{ ...artifact, artifactType: 'application/spdx+json' }]
          : []),
      ],
      { attested: false },
    );
    const text = list.body.toString();
    const withNulls = toContent(
      list.mediaType,
      Buffer.from(
        nulls
          ? text.replaceAll('"os":"linux"', '"os":"linux","variant":null')
          : text,
      ),
    );
    registry.addIndex(tag, withNulls, images);
    images.forEach(image => registry.addContent(image.layer));
    registry.addContent(artifact.manifest);
    const broken = images.find(image => image.architecture === damaged);
    if (broken && damage !== 'none') {
      registry.removeContent(broken[damage]);
    }
  }

  it('has exactly the images that podman can pull', async () => {
    const shapes = fc.sample(tree, { numRuns: MAX_TREES, seed: 20260401 });
    for (const [index, shape] of shapes.entries()) {
      const tag = `tree-${index}`;
      add(tag, shape);
      const { images } = await readWhole(createTestRepository(registry));
      const image = images.find(found => found.tag === tag)!;
      for (const architecture of ARCHITECTURES) {
        const { state } = platformState(image.platforms, architecture);
        const isPulled = await podmanPulls(tag, architecture);

        expect({ shape, architecture, isPresent: state === 'present' }).toEqual(
          { shape, architecture, isPresent: isPulled },
        );
        // Listed but unreadable parts are unknown, never absent.
        const isListed = shape.architectures.includes(architecture);
        expect(
          image.error !== undefined || (state !== 'absent') === isListed,
        ).toBe(true);
      }
    }
  });
});
