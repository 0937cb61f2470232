import type {
  ReceivedRequest,
  TestAnswer,
} from '../http/__testUtils__/TestServer';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import {
  createImage,
  createIndex,
  createReferrer,
  createReferrersList,
} from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import type { RepositoryImage, RepositoryReading } from './ImageRepository';
import { openRepository } from './openRepository';

const TAGS = ['a', 'b', 'c'];
/** The one that is a list of images. */
const LIST = 'b';
const NAME = '"name":"dtk/driver-toolkit"';

/** All known negative answers of registries and their proxies. */
const FAULTS: Record<string, TestAnswer> = {
  'a manifest unknown': failure(404, 'MANIFEST_UNKNOWN'),
  'a name unknown': failure(404, 'NAME_UNKNOWN'),
  'a blob unknown': failure(404, 'BLOB_UNKNOWN'),
  'a 404 of HTML': { status: 404, body: '<html>Not found</html>' },
  'a bare 404': { status: 404 },
  'a 404 without access': failure(404, 'UNAUTHORIZED'),
  'a 400': failure(400, 'NAME_INVALID'),
  'a 401 without a challenge': failure(401, 'UNAUTHORIZED'),
  'a 403': failure(403, 'DENIED'),
  'a 405': failure(405, 'UNSUPPORTED'),
  'a 406': { status: 406 },
  'a 410': failure(410, 'MANIFEST_UNKNOWN'),
  'a 500': { status: 500 },
  'a 501': failure(501, 'UNSUPPORTED'),
  'an unrequested 304': { status: 304 },
  'a 200 of nothing': {},
  'a 200 of HTML': { body: '<html>Log in</html>' },
  'a 200 of an empty object': { body: '{}' },
  'a 200 of an error': { body: '{"errors":[{"code":"UNAUTHORIZED"}]}' },
  'a 200 of a message': { body: '{"message":"Try again"}' },
  'an empty list': { body: `{${NAME},"tags":[]}` },
  'no list': { body: `{${NAME},"tags":null}` },
  'a list cut off': { body: `{${NAME},"tags":["a","b"]}`, cutAfter: 20 },
};

/** A "no" that can only be detected with earlier knowledge. */
const BELIEVABLE: Record<string, TestAnswer> = {
  'a shorter list': { body: `{${NAME},"tags":["a"]}` },
};

const amd64 = createImage({ labels: { kernel: 'c' } });
const arm64 = createImage({ architecture: 'arm64' });
const index = createIndex([amd64, arm64]);
const signature = createReferrer({ artifactType: 'text/signature' });

/**
 * A new one for each fault, because knowledge about a registry is kept by its
 * address.
 */
async function startRegistry(): Promise<TestRegistry> {
  const registry = await TestRegistry.start('dtk/driver-toolkit');
  registry.pageSize = 2;
  registry.referrers = new Map();
  for (const tag of TAGS) {
    const image = createImage({ layer: tag, labels: { tag } });
    registry.addImage(tag, image);
    registry.referrers.set(
      image.manifest.digest,
      createReferrersList([signature]),
    );
  }
  registry.addIndex(LIST, index, [amd64, arm64]);
  return registry;
}

/**
 * Answers one request with a fault, and all later ones of the same content if
 * it persists.
 */
function inject(
  registry: TestRegistry,
  fault: TestAnswer,
  at: { index: number; persists: boolean },
): void {
  let position = -1;
  let spoiled: string | undefined;
  const nameOf = ({ url }: ReceivedRequest) => url.split('?')[0];
  registry.intercept = request => {
    position += 1;
    if (position === at.index) {
      spoiled = nameOf(request);
      return fault;
    }
    return at.persists && nameOf(request) === spoiled ? fault : undefined;
  };
}

/** The earlier reading of a repository; after it the faults begin. */
const readings = {
  'a first reading': async (registry: TestRegistry) => {
    const repository = createTestRepository(registry);
    return () => readWhole(repository);
  },
  'a second reading': async (
    registry: TestRegistry,
    truth: RepositoryReading,
  ) => {
    const repository = createTestRepository(registry);
    await readWhole(repository);
    return () => readWhole(repository, truth.images);
  },
  'a reading after a restart': async (
    registry: TestRegistry,
    truth: RepositoryReading,
  ) => {
    const repository = createTestRepository(registry);
    return () => readWhole(repository, truth.images);
  },
};

describe('every negative answer, at every request', () => {
  let truth: RepositoryReading;

  beforeAll(async () => {
    const registry = await startRegistry();
    truth = await readWhole(createTestRepository(registry));
    await registry.close();
  });

  it('is tried on tags, a list of images, and attachments', () => {
    expect(truth.images.map(({ tag }) => tag)).toEqual(TAGS);
    expect(truth.images[0].referrers).toHaveLength(1);
    expect(truth.images[1].platforms).toHaveLength(2);
  });

  function expectNothingLost(
    reading: RepositoryReading,
    options: { referrers: boolean },
  ) {
    for (const image of truth.images) {
      const read = reading.images.find(({ tag }) => tag === image.tag);
      if (read === undefined) {
        expect(reading.incomplete).toBeDefined();
      } else {
        expectPart(read, image, options);
      }
    }
    expect(reading.images.length).toBeLessThanOrEqual(TAGS.length);
  }

  function expectPart(
    read: RepositoryImage,
    image: RepositoryImage,
    options: { referrers: boolean },
  ) {
    expect([undefined, image.digest]).toContain(read.digest);
    if (read.error === undefined) {
      expect(read.platforms.map(({ digest }) => digest)).toEqual(
        image.platforms.map(({ digest }) => digest),
      );
      const isWhole = read.platforms.every(({ error }) => error === undefined);
      expect(isWhole ? read.labels : image.labels).toEqual(image.labels);
    }
    if (options.referrers && read.referrers !== undefined) {
      expect(read.referrers).toEqual(image.referrers);
    }
  }

  describe.each(Object.entries(readings))('of %s', (name, begin) => {
    const isFirst = name === 'a first reading';
    let requests: number;

    beforeAll(async () => {
      const registry = await startRegistry();
      const read = await begin(registry, truth);
      registry.requests.length = 0;
      await read();
      requests = registry.requests.length;
      await registry.close();
    });

    it.each(
      Object.entries({
        ...FAULTS,
        // A first list looks the same as a shorter one.
        ...(isFirst ? {} : BELIEVABLE),
      }),
    )('never makes it silently smaller: %s', async (_, fault) => {
      expect(requests).toBeGreaterThanOrEqual(2 + TAGS.length);
      const cases = Array.from({ length: requests }, (__, at) =>
        (isFirst ? [false] : [false, true]).map(persists => ({
          index: at,
          persists,
        })),
      ).flat();
      await Promise.all(
        cases.map(async at => {
          const registry = await startRegistry();
          const read = await begin(registry, truth);
          inject(registry, fault, at);
          const reading = await read().catch((error: Error) => error);
          await registry.close();
          if (!(reading instanceof Error)) {
            expectNothingLost(reading, { referrers: !isFirst });
          }
        }),
      );
    });
  });

  /** Reads existing content. */
  const looks = {
    'a tag': async (registry: TestRegistry, isKnown: boolean) => {
      const repository = createTestRepository(registry);
      if (isKnown) {
        await readWhole(repository);
      }
      return () =>
        repository.readTag(TAGS[0], { signal: AbortSignal.timeout(20_000) });
    },
    'a digest': async (registry: TestRegistry) => async () => {
      const digest = await openRepository(`${registry.image}:${TAGS[0]}`, {
        insecure: true,
      })
        .resolve({ signal: AbortSignal.timeout(20_000) })
        .catch((error: Error) => error);
      return { state: digest === undefined ? 'absent' : digest };
    },
  };

  it('never makes a tag or its digest absent', async () => {
    const cases = Object.entries(FAULTS).flatMap(([name, fault]) =>
      Object.entries(looks).flatMap(([what, look]) =>
        [true, false].flatMap(isKnown =>
          [0, 1, 2, 3].map(at => ({ name, fault, what, look, isKnown, at })),
        ),
      ),
    );
    const believed = await Promise.all(
      cases.map(async ({ look, isKnown, fault, at, ...described }) => {
        const registry = await startRegistry();
        const ask = await look(registry, isKnown);
        inject(registry, fault, { index: at, persists: false });
        const found = await ask();
        await registry.close();
        return found.state === 'absent' ? [{ ...described, isKnown, at }] : [];
      }),
    );

    expect(believed.flat()).toEqual([]);
  });
});
