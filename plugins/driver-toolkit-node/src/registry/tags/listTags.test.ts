import { createImage } from '../__testUtils__/imageContent';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
import { RegistryTransport } from '../RegistryTransport';
import { listTags } from './listTags';

const TAG = '5.14.0-391.el9';

describe('listTags', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
  });

  afterEach(async () => {
    await registry.close();
  });

  async function listAll(attempts = 1) {
    const transport = new RegistryTransport({
      registry: registry.host,
      insecure: true,
      retryPolicy: {
        attempts,
        baseDelay: 1,
        maxDelay: 1,
        maxRetryAfter: 2000,
      },
    });
    return await listTags(
      transport,
      'dtk/driver-toolkit',
      AbortSignal.timeout(20_000),
    );
  }

  /** The tags, if the list is known to be complete. */
  async function list(attempts?: number) {
    const all = await listAll(attempts);
    expect(all?.doubt).toBeUndefined();
    return all?.tags;
  }

  it('follows the pages to the last', async () => {
    registry.pageSize = 2;
    for (const tag of ['a', 'b', 'c', 'd', 'e']) {
      registry.addImage(tag, createImage({}));
    }

    await expect(list()).resolves.toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(registry.requests.map(({ url }) => url)).toEqual([
      '/v2/dtk/driver-toolkit/tags/list?n=1000',
      '/v2/dtk/driver-toolkit/tags/list?last=b&n=2',
      '/v2/dtk/driver-toolkit/tags/list?last=d&n=2',
    ]);
  });

  it('reads more than ten thousand tags in small pages', async () => {
    const tags = Array.from({ length: 10_500 }, (_, i) => `5.14.0-${i}.el9`);
    registry.intercept = ({ url }) => {
      // An opaque cursor, like that of some registries.
      const query = new URL(url, registry.origin).searchParams;
      const start = Number(query.get('next_page') ?? 0);
      const page = tags.slice(start, start + 50);
      return {
        body: JSON.stringify({ tags: page }),
        headers:
          start + page.length < tags.length
            ? { link: `<?next_page=${start + 50}>; rel="next"` }
            : undefined,
      };
    };

    await expect(list()).resolves.toEqual(tags);
    expect(registry.requests).toHaveLength(210);
  });

  it.each([
    ['null', '{"name":"dtk/driver-toolkit","tags":null}'],
    ['none', '{"name":"dtk/driver-toolkit","tags":[]}'],
  ])('is empty if the tags are %s', async (_, body) => {
    registry.intercept = () => ({ body });

    await expect(list()).resolves.toEqual([]);
  });

  it('does not trust a single empty list', async () => {
    registry.addImage(TAG, createImage({}));
    registry.intercept = () =>
      registry.requests.length === 1
        ? { body: '{"name":"dtk/driver-toolkit","tags":[]}' }
        : undefined;

    await expect(list()).resolves.toEqual([TAG]);
  });

  it('does not trust a single "no such repository"', async () => {
    registry.addImage(TAG, createImage({}));
    registry.intercept = () =>
      registry.requests.length === 1 ? failure(404, 'NAME_UNKNOWN') : undefined;

    await expect(list()).resolves.toEqual([TAG]);
  });

  it.each(['NAME_UNKNOWN', 'NOT_FOUND'])(
    'reports a missing repository if the registry says %s twice',
    async code => {
      registry.intercept = () => failure(404, code);

      await expect(list()).resolves.toBeUndefined();
      expect(registry.requests).toHaveLength(2);
    },
  );

  it.each(['UNAUTHORIZED', 'DENIED', 'UNKNOWN', 'TOOMANYREQUESTS'])(
    'does not treat a 404 with %s as an absence',
    async code => {
      registry.intercept = () => failure(404, code);

      await expect(list()).rejects.toThrow(`answered 404 (${code}`);
    },
  );

  it('fails if a later page is missing', async () => {
    registry.pageSize = 2;
    for (const tag of ['a', 'b', 'c']) {
      registry.addImage(tag, createImage({}));
    }
    registry.intercept = ({ url }) =>
      url.includes('last=b') ? failure(404, 'NAME_UNKNOWN') : undefined;

    await expect(list()).rejects.toThrow(
      'does not exist, although it should continue the 2 tags of the page before',
    );
  });

  it.each([
    ['{"message":"Log in first"}', 'Log in first'],
    ['{"errors":[{"code":"UNAUTHORIZED"}]}', 'UNAUTHORIZED'],
    [
      '{"errors":[{"code":"DENIED","message":"no"}],"name":"a","tags":[]}',
      'DENIED: no',
    ],
    ['{"errors":[{"message":"no code"}],"name":"a","tags":null}', 'no code'],
  ])('fails with the error in a 200: %s', async (body, said) => {
    registry.intercept = () => ({ body });

    await expect(list()).rejects.toThrow(
      `did not answer with a list of tags (${said}); check`,
    );
  });

  it.each([
    '{}',
    '{"name":"dtk/driver-toolkit"}',
    '{"tags":null}',
    '{"tags":[]}',
    '{"name":null,"tags":[]}',
    '{"name":"a","tags":{}}',
    'null',
    '',
  ])('does not treat %s as an empty list', async body => {
    registry.intercept = () => ({ body });

    await expect(list()).rejects.toThrow('did not answer with a list of tags');
  });

  it("does not treat every 404 as a registry's answer", async () => {
    registry.intercept = () => ({ status: 404, body: '<html>Not here</html>' });

    await expect(list()).rejects.toThrow(
      "answered 404: check the image's name and registry",
    );
  });

  it.each([
    [401, 'AuthenticationError', ': not found or private; check'],
    [403, 'NotAllowedError', ': not found, private, or not allowed'],
    [418, 'ServiceUnavailableError', ", which is not a registry's answer"],
    [429, 'ServiceUnavailableError', ': the registry limits requests'],
    [500, 'ServiceUnavailableError', ': the registry has an internal problem'],
  ])('throws on %s', async (status, name, meaning) => {
    registry.intercept = () => failure(status, 'SOME_CODE');

    const error = await list().catch(thrown => thrown);

    expect(error.name).toBe(name);
    expect(error.message).toContain(
      `${registry.origin}/v2/dtk/driver-toolkit/tags/list answered ${status} (SOME_CODE: SOME_CODE it is)${meaning}`,
    );
  });

  it('throws if the answer is no list of tags', async () => {
    registry.intercept = () => ({ body: '<html>Log in</html>' });

    await expect(list()).rejects.toThrow('did not answer with a list of tags');
  });

  it('waits as long as demanded, then asks again', async () => {
    registry.addImage(TAG, createImage({}));
    registry.intercept = () =>
      registry.requests.length === 1
        ? {
            ...failure(429, 'TOOMANYREQUESTS'),
            headers: { 'retry-after': '1' },
          }
        : undefined;
    const begin = performance.now();

    await expect(list(2)).resolves.toEqual([TAG]);
    expect(performance.now() - begin).toBeGreaterThan(990);
  });

  it('refuses an unreasonable wait', async () => {
    registry.intercept = () => ({
      ...failure(429, 'TOOMANYREQUESTS'),
      headers: { 'retry-after': '3600' },
    });

    await expect(list(4)).rejects.toThrow('429');
    expect(registry.requests).toHaveLength(1);
  });

  it('retries after a 500 and after a broken connection', async () => {
    registry.addImage(TAG, createImage({}));
    registry.intercept = () =>
      [failure(500, 'UNKNOWN'), { body: '{"tags":["a"]}', cutAfter: 4 }][
        registry.requests.length - 1
      ];

    await expect(list(3)).resolves.toEqual([TAG]);
  });

  it.each([
    'http://127.0.0.1:1/v2/x/tags/list',
    '//example.com/v2/x/tags/list',
  ])('refuses to continue at %s', async link => {
    registry.intercept = () => ({
      body: '{"tags":["a"]}',
      headers: { link: `<${link}>; rel="next"` },
    });

    await expect(list()).rejects.toThrow(
      'which is refused: the next page must be at the same registry',
    );
  });

  it('notices pages that go in a circle', async () => {
    registry.intercept = ({ url }) => ({
      body: '{"tags":["a"]}',
      headers: {
        link: `<?last=${url.endsWith('a') ? 'b' : 'a'}>; rel="next"`,
      },
    });

    await expect(list()).rejects.toThrow('does not end');
  });
});
