import type { TestAnswer } from '../../http/__testUtils__/TestServer';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
import { RegistryTransport } from '../RegistryTransport';
import { listTags } from './listTags';

const REPOSITORY = 'dtk/driver-toolkit';
const PATH = `/v2/${REPOSITORY}/tags/list`;

function tagsOf(count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => `5.14.0-${`${i}`.padStart(5, '0')}.el9`,
  );
}

describe('listTags, of lists that may be cut', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(REPOSITORY);
  });

  afterEach(async () => {
    await registry.close();
  });

  async function list() {
    const transport = new RegistryTransport({
      registry: registry.host,
      insecure: true,
      retryPolicy: {
        attempts: 2,
        baseDelay: 1,
        maxDelay: 1,
        maxRetryAfter: 100,
      },
    });
    return await listTags(transport, REPOSITORY, AbortSignal.timeout(20_000));
  }

  function page(tags: string[], link?: string): TestAnswer {
    return {
      body: JSON.stringify({ name: REPOSITORY, tags }),
      headers: link ? { link: `<${link}>; rel="next"` } : {},
    };
  }

  /** A registry that cuts its list without saying so. */
  function cut(
    tags: string[],
    size: (n: number) => number,
    { knowsLast = true } = {},
  ) {
    registry.intercept = ({ url }) => {
      const query = new URL(url, registry.origin).searchParams;
      const last = knowsLast ? query.get('last') ?? '' : '';
      const left = tags.filter(tag => tag > last);
      return page(left.slice(0, size(Number(query.get('n')))));
    };
  }

  const urls = () => registry.requests.map(({ url }) => url);

  it.each([
    ['at n', 1500, (n: number) => n],
    ['at an unusual limit', 250, () => 100],
    ['at a smaller n', 120, (n: number) => Math.min(n, 50)],
  ])('requests more if a list may be cut %s', async (_, count, size) => {
    const tags = tagsOf(count);
    cut(tags, size);

    await expect(list()).resolves.toEqual({ tags });
  });

  it.each([99, 101, 999, 1001])(
    'requests a list of %d tags once, because nothing cuts it',
    async count => {
      const tags = tagsOf(count);
      registry.intercept = () => page(tags);

      await expect(list()).resolves.toEqual({ tags });
      expect(urls()).toEqual([`${PATH}?n=1000`]);
    },
  );

  it('requests the end of a list of exactly n tags twice', async () => {
    const tags = tagsOf(1000);
    cut(tags, n => n);

    await expect(list()).resolves.toEqual({ tags });
    const end = `${PATH}?n=1000&last=${tags.at(-1)}`;
    expect(urls()).toEqual([`${PATH}?n=1000`, end, end]);
  });

  it('requests larger pages if `last` is not supported, but n is', async () => {
    const tags = tagsOf(1500);
    cut(tags, n => n, { knowsLast: false });

    await expect(list()).resolves.toEqual({ tags });
    expect(urls().at(-1)).toBe(`${PATH}?n=10000`);
  });

  it('knows the complete list of a registry without pages', async () => {
    const tags = tagsOf(100);
    registry.intercept = () => page(tags);

    await expect(list()).resolves.toEqual({ tags });
  });

  it('is in doubt if exactly n tags are repeated', async () => {
    const tags = tagsOf(1000);
    registry.intercept = () => page(tags);

    await expect(list()).resolves.toEqual({
      tags,
      doubt: `${
        registry.origin
      }${PATH} lists exactly 1000 tags, as if it were cut there, and does not say what comes after ${tags.at(
        -1,
      )}: it repeats them.`,
    });
  });

  it.each([
    ['400', { status: 400 }, 'answered 400'],
    ['404', failure(404, 'NAME_UNKNOWN'), 'is not there'],
    ['HTML', { body: '<html>' }, 'did not answer with a list of tags'],
  ])('is in doubt if %s comes next', async (_, answer, reason) => {
    const tags = tagsOf(1000);
    registry.intercept = ({ url }) =>
      url.includes('last=') ? answer : page(tags);

    const { tags: listed, doubt } = (await list())!;

    expect(listed).toEqual(tags);
    expect(doubt).toContain(reason);
  });

  it('fails if the registry fails to give the next page', async () => {
    registry.intercept = ({ url }) =>
      url.includes('last=') ? { status: 502 } : page(tagsOf(1000));

    await expect(list()).rejects.toThrow('answered 502');
  });

  it('accepts the last page if earlier ones had a link', async () => {
    const tags = tagsOf(200);
    registry.intercept = ({ url }) =>
      url.includes('next=2')
        ? page(tags.slice(100))
        : page(tags.slice(0, 100), '?next=2');

    await expect(list()).resolves.toEqual({ tags });
    expect(registry.requests).toHaveLength(2);
  });

  describe('if a link leads to another path', () => {
    const tags = tagsOf(30);
    const pages = [tags.slice(0, 10), tags.slice(10, 20), tags.slice(20)];

    function answer(url: string, at: string): TestAnswer {
      const { pathname, searchParams } = new URL(url, registry.origin);
      if (pathname !== at && searchParams.has('last')) {
        return failure(404, 'NAME_UNKNOWN');
      }
      const last = searchParams.get('last');
      const index = last ? pages.findIndex(p => p.includes(last)) + 1 : 0;
      return page(
        pages[index] ?? [],
        index < 2
          ? `/v2/driver-toolkit/tags/list?last=${pages[index].at(-1)}&n=10`
          : undefined,
      );
    }

    it('uses its query at the requested path first', async () => {
      registry.intercept = ({ url }) => answer(url, PATH);

      await expect(list()).resolves.toEqual({ tags });
      expect(urls()).toEqual([
        `${PATH}?n=1000`,
        `${PATH}?last=${tags[9]}&n=10`,
        `${PATH}?last=${tags[19]}&n=10`,
        // Ten of ten: more may follow.
        `${PATH}?n=10&last=${tags[29]}`,
        `${PATH}?n=10&last=${tags[29]}`,
      ]);
    });

    it('follows it if the requested path does not continue', async () => {
      registry.intercept = ({ url }) =>
        answer(url, '/v2/driver-toolkit/tags/list');

      const { tags: listed } = (await list())!;

      expect(listed).toEqual(tags);
    });

    it('follows it if the requested path repeats itself', async () => {
      registry.intercept = ({ url }) =>
        url.startsWith(PATH)
          ? page(pages[0], '/v2/else/tags/list?token=b')
          : page(tags.slice(10));

      await expect(list()).resolves.toEqual({ tags });
    });

    it('fails if neither continues', async () => {
      registry.intercept = ({ url }) => answer(url, '/nowhere');

      await expect(list()).rejects.toThrow(
        '/v2/driver-toolkit/tags/list does not exist, although it should continue the 10 tags of the page before',
      );
    });

    it('uses the requested path with its query instead of another host', async () => {
      registry.intercept = ({ url }) =>
        url.includes('last=')
          ? page(tags.slice(10))
          : page(pages[0], 'http://registry.internal/v2/a/tags/list?last=b');

      await expect(list()).resolves.toEqual({ tags });
    });
  });
});
