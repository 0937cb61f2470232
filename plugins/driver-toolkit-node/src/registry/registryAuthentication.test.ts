import type { RegistryCredentials } from '../config/types';
import { TestServer } from '../http/__testUtils__/TestServer';
import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';
import { useTokens } from './__testUtils__/useTokens';
import { createImageRepository } from './createImageRepository';
import { InMemoryContentCache } from './InMemoryContentCache';

const CREDENTIALS = { username: 'lab', password: 'open:sesame' };
const BASIC = `Basic ${Buffer.from('lab:open:sesame').toString('base64')}`;

describe('authentication at a registry', () => {
  const image = createImage({});
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addImage('a', image);
    registry.addImage('b', image);
  });

  afterEach(async () => {
    await registry.close();
  });

  function createRepository(credentials?: RegistryCredentials) {
    return createImageRepository(
      {
        id: 'lab',
        title: 'Lab',
        image: registry.image,
        kernelSources: [],
        push: false,
        insecure: true,
        credentials,
        schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
      },
      { cache: new InMemoryContentCache() },
    );
  }

  async function lookUp(credentials?: RegistryCredentials, tag = 'a') {
    return await createRepository(credentials).readTag(tag, {
      signal: AbortSignal.timeout(20_000),
    });
  }

  function tokenRequests() {
    return registry.requests.filter(({ url }) => url.startsWith('/token'));
  }

  it('fetches one token for all reads', async () => {
    useTokens(registry);
    const repository = createRepository();
    const signal = AbortSignal.timeout(20_000);

    const answers = await Promise.all(
      ['a', 'b', 'a', 'b'].map(tag => repository.readTag(tag, { signal })),
    );

    expect(answers.map(({ state }) => state)).toEqual(Array(4).fill('present'));
    expect(tokenRequests().map(({ url }) => url)).toEqual([
      '/token?service=test%2C+registry&scope=repository%3Adtk%2Fdriver-toolkit%3Apull',
    ]);
    expect(tokenRequests()[0].headers.authorization).toBeUndefined();
  });

  it('sends its credentials to the realm, and only the token to the registry', async () => {
    useTokens(registry, {
      answerToken: ({ headers }) =>
        headers.authorization === BASIC
          ? { body: '{"access_token":"good","expires_in":300}' }
          : failure(401, 'UNAUTHORIZED'),
    });

    await expect(lookUp(CREDENTIALS)).resolves.toMatchObject({
      state: 'present',
    });
    const elsewhere = registry.requests.filter(
      ({ url }) => !url.startsWith('/token'),
    );
    expect(
      new Set(elsewhere.map(({ headers }) => headers.authorization)),
    ).toEqual(new Set([undefined, 'Bearer good']));
  });

  it('fetches another token when one has expired', async () => {
    const tokens = ['stale', 'good'];
    useTokens(registry, {
      answerToken: () => ({ body: JSON.stringify({ token: tokens.shift() }) }),
    });
    const repository = createRepository();
    const signal = AbortSignal.timeout(20_000);

    await expect(repository.readTag('a', { signal })).resolves.toMatchObject({
      state: 'unknown',
    });
    await expect(repository.readTag('a', { signal })).resolves.toMatchObject({
      state: 'present',
    });
  });

  it.each([
    '{"token":null}',
    '{"token":"null"}',
    '{}',
    '<html>',
    '{"token":""}',
  ])('never sends the token of %s', async body => {
    useTokens(registry, { answerToken: () => ({ body }) });

    await expect(lookUp()).resolves.toEqual({
      state: 'unknown',
      reason: `${registry.origin}/token answered without a token; the image is private or missing, or the credentials do not cover it`,
    });
    const sent = registry.requests.map(({ headers }) => headers.authorization);
    expect(sent.filter(header => header !== undefined)).toEqual([]);
  });

  it.each([401, 403])(
    'says "not found or private" when the realm answers %s',
    async status => {
      useTokens(registry, { answerToken: () => failure(status, 'DENIED') });

      await expect(lookUp()).resolves.toEqual({
        state: 'unknown',
        reason: expect.stringContaining(
          `${registry.origin} gave no token for repository:dtk/driver-toolkit:pull: not found or private, or the credentials do not cover it`,
        ),
      });
    },
  );

  it('answers a basic challenge', async () => {
    registry.intercept = ({ headers }) =>
      headers.authorization === BASIC
        ? undefined
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="lab"' } };

    await expect(lookUp(CREDENTIALS)).resolves.toMatchObject({
      state: 'present',
    });
    await expect(lookUp()).resolves.toEqual({
      state: 'unknown',
      reason: `${registry.origin} asks for a user name and a password; configure credentials or an authFile for it`,
    });
    const wrong = { username: 'lab', password: 'wrong-password' };
    const refused = await lookUp(wrong);
    expect(refused).toMatchObject({ state: 'unknown' });
    expect(JSON.stringify(refused)).not.toContain('wrong-password');
  });

  it('refuses other challenges', async () => {
    registry.intercept = () => ({
      status: 401,
      headers: { 'www-authenticate': 'Negotiate' },
    });

    await expect(lookUp(CREDENTIALS)).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining('that is not supported'),
    });
  });

  it('sends its token and credentials to no other host', async () => {
    const storage = await TestServer.start(() => ({ body: image.config.body }));
    try {
      useTokens(registry);
      const { intercept } = registry;
      registry.intercept = request =>
        request.url.includes('/blobs/') && request.headers.authorization
          ? {
              status: 307,
              headers: { location: `${storage.origin}/signed?signature=s3` },
            }
          : intercept(request);

      await expect(lookUp(CREDENTIALS)).resolves.toMatchObject({
        state: 'present',
        image: { platforms: [{ architecture: 'amd64' }] },
      });
      expect(storage.requests).toHaveLength(1);
      expect(storage.requests[0].headers.authorization).toBeUndefined();
    } finally {
      await storage.close();
    }
  });

  it('does not answer the challenge of a redirect target', async () => {
    const storage = await TestServer.start(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="give"' },
    }));
    try {
      registry.intercept = ({ url }) =>
        url.includes('/blobs/')
          ? { status: 302, headers: { location: `${storage.origin}/x` } }
          : undefined;

      await expect(lookUp(CREDENTIALS)).resolves.toMatchObject({
        state: 'present',
        image: { error: expect.stringContaining('answered 401') },
      });
      expect(storage.requests).toHaveLength(1);
    } finally {
      await storage.close();
    }
  });
});
