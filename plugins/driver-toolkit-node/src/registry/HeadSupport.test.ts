import type { TestAnswer } from '../http/__testUtils__/TestServer';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { openRepository } from './openRepository';

const TAGS = 12;
/** All status codes that are neither a success nor a request to wait. */
const STATUSES = [
  300, 301, 302, 303, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407,
  408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424,
  425, 426, 428, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511,
  520, 522, 599,
];
/** Other results of a HEAD request. */
const ANSWERS: Record<string, TestAnswer> = {
  ...Object.fromEntries(STATUSES.map(status => [`${status}`, { status }])),
  'a redirect to itself': { status: 302, headers: { location: '' } },
  'a redirect to no address': {
    status: 302,
    headers: { location: 'http://[' },
  },
  'a redirect to a dead port': {
    status: 307,
    headers: { location: 'http://127.0.0.1:1/' },
  },
  'a redirect to a refused address': {
    status: 307,
    headers: { location: 'http://169.254.169.254/' },
  },
  'a redirect by another protocol': {
    status: 301,
    headers: { location: 'file:///etc/passwd' },
  },
  'a question for a password': {
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="a"' },
  },
  'a question for a token from nowhere': {
    status: 401,
    headers: { 'www-authenticate': 'Bearer service="a"' },
  },
  'a question for something unknown': {
    status: 401,
    headers: { 'www-authenticate': 'Negotiate' },
  },
  'a cut connection': { body: 'a', cutAfter: 0 },
  'a 503 with a time': { status: 503, headers: { 'retry-after': '0' } },
  'a page': { headers: { 'content-type': 'text/html' } },
  ...Object.fromEntries(
    ['md5:1', 'sha256:1', 'sha256:', 'a', `"sha256:${'0'.repeat(64)}"`].map(
      digest => [
        `the digest ${digest}`,
        { headers: { 'docker-content-digest': digest } },
      ],
    ),
  ),
};
const HOUR = 60 * 60_000;

describe('a registry that refuses HEAD', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    for (let i = 0; i < TAGS; i++) {
      registry.addImage(`tag-${i}`, createImage({ layer: `${i}` }));
    }
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await registry.close();
  });

  function countHeads(): number {
    return registry.requests.splice(0).filter(({ method }) => method === 'HEAD')
      .length;
  }

  function manifestGets() {
    return registry.requests.filter(
      ({ method, url }) => method === 'GET' && url.includes('/manifests/'),
    );
  }

  it.each(Object.entries(ANSWERS))(
    'with %s is read by GET, and gets no HEAD again for an hour',
    async (_, answer) => {
      const repository = createTestRepository(registry);
      const first = await readWhole(repository);
      await readWhole(repository);
      expect(countHeads()).toBe(TAGS);
      registry.intercept = ({ method }) =>
        method === 'HEAD' ? answer : undefined;

      await expect(readWhole(repository, first.images)).resolves.toEqual(first);
      // These were in progress together.
      expect(countHeads()).toBeGreaterThanOrEqual(TAGS);
      await expect(readWhole(repository, first.images)).resolves.toEqual(first);
      expect(countHeads()).toBe(0);
      // All readers of this registry know it.
      await openRepository(`${registry.image}:tag-1`, {
        insecure: true,
      }).resolve({ signal: AbortSignal.timeout(10_000) });
      expect(countHeads()).toBe(0);

      const { now } = Date;
      jest.spyOn(Date, 'now').mockImplementation(() => now() + HOUR);
      await expect(readWhole(repository, first.images)).resolves.toEqual(first);
      const heads = registry.requests.filter(({ method }) => method === 'HEAD');
      // One request goes ahead, across redirects.
      expect(new Set(heads.map(({ url }) => url)).size).toBe(1);
      registry.requests.length = 0;
    },
  );

  it('gets a single HEAD first until one was answered', async () => {
    const repository = createTestRepository(registry);
    await readWhole(repository);
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? { status: 405 } : undefined;

    await readWhole(repository);

    expect(countHeads()).toBe(1);
  });

  it('gets all requests at once if GET fails the same way', async () => {
    const repository = createTestRepository(registry);
    await readWhole(repository);
    registry.intercept = ({ url }) =>
      url.includes('/manifests/') ? { status: 500 } : undefined;

    await expect(readWhole(repository)).rejects.toThrow('answered 500');
    expect(countHeads()).toBe(TAGS);
  });

  it('gets the usual number of HEAD attempts before GET', async () => {
    const repository = createTestRepository(registry, { attempts: 3 });
    const first = await readWhole(repository);
    registry.requests.length = 0;
    registry.intercept = ({ method }) =>
      method === 'HEAD' && registry.requests.length < 4
        ? { status: 502 }
        : undefined;

    await expect(readWhole(repository, first.images)).resolves.toEqual(first);
    expect(manifestGets()).toEqual([]);
  });

  it('gets no GET after an abort', async () => {
    const repository = createTestRepository(registry);
    const { images } = await readWhole(repository);
    registry.requests.length = 0;
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? { status: 429 } : undefined;

    await expect(readWhole(repository, images)).rejects.toThrow('answered 429');
    expect(manifestGets()).toEqual([]);
  });

  it('does not send unchanged content again', async () => {
    const repository = createTestRepository(registry);
    const first = await readWhole(repository);
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? { status: 405 } : undefined;
    await readWhole(repository);
    registry.requests.length = 0;

    await readWhole(repository);

    const conditions = registry.requests
      .filter(({ url }) => url.includes('/manifests/'))
      .map(({ headers }) => headers['if-none-match']);
    expect(conditions.sort()).toEqual(
      first.images.map(({ digest }) => `"${digest}"`).sort(),
    );
  });

  it('gets HEAD again if GET has found nothing either', async () => {
    const look = () =>
      openRepository(`${registry.image}:none`, { insecure: true }).resolve({
        signal: AbortSignal.timeout(10_000),
      });

    await expect(look()).resolves.toBeUndefined();
    expect(countHeads()).toBe(1);
    await expect(look()).resolves.toBeUndefined();
    expect(countHeads()).toBe(1);
  });

  it('still reveals a moved tag', async () => {
    const repository = createTestRepository(registry);
    await readWhole(repository);
    registry.intercept = ({ method }) =>
      method === 'HEAD' ? failure(404, 'MANIFEST_UNKNOWN') : undefined;
    const moved = createImage({ layer: 'moved' });
    registry.addImage('tag-3', moved);

    const { images } = await readWhole(repository);

    expect(images.find(({ tag }) => tag === 'tag-3')?.digest).toBe(
      moved.manifest.digest,
    );
  });
});
