import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { TestAnswer } from '../http/__testUtils__/TestServer';
import type { HttpTimeouts } from '../http/HttpClient';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { HostileRegistry } from './__testUtils__/HostileRegistry';
import { failure, type TestRegistry } from './__testUtils__/TestRegistry';
import { computeDigest } from './verifyDigest';

/** Bytes in use, without reclaimable memory. */
async function heapInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  for (let i = 0; i < 3; i++) {
    runInNewContext('gc')();
    await nextTurn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a hostile registry', () => {
  const { evil, good } = HostileRegistry;
  let hostile: HostileRegistry;
  let registry: TestRegistry;

  beforeEach(async () => {
    hostile = await HostileRegistry.start();
    registry = hostile.registry;
  });

  afterEach(async () => {
    await hostile.close();
  });

  describe('lists tags', () => {
    function lastPage(url: string): number {
      return Number(new URL(url, registry.origin).searchParams.get('last'));
    }

    it('of 10 MB', async () => {
      hostile.answerAt('/tags/list?n=1000', {
        body: JSON.stringify({ tags: ['x'.repeat(10 * 1024 ** 2)] }),
      });

      await expect(readWhole(createTestRepository(registry))).rejects.toThrow(
        'tags/list is larger than 8388608 bytes',
      );
    });

    it('that are invalid, page after page', async () => {
      const tags = ['good', 'x'.repeat(4 * 1024 ** 2), '../../etc', '', 'ü'];
      registry.intercept = ({ url }) => {
        const page = lastPage(url);
        return url.includes('/tags/')
          ? {
              body: JSON.stringify({ tags }),
              headers:
                page < 5
                  ? { link: `<?last=${page + 1}>; rel="next"` }
                  : undefined,
            }
          : undefined;
      };

      const { images } = await readWhole(createTestRepository(registry));

      expect(images.map(({ tag }) => tag)).toEqual(['good']);
    });

    it('without end', async () => {
      registry.intercept = ({ url }) => {
        const page = lastPage(url);
        const tags = Array.from({ length: 5000 }, (_, i) => `${page}-${i}`);
        return {
          body: JSON.stringify({ tags }),
          headers: { link: `<?last=${page + 1}>; rel="next"` },
        };
      };

      await expect(readWhole(createTestRepository(registry))).rejects.toThrow(
        'lists more than 200000 tags, which is refused',
      );
      expect(registry.requests.length).toBeLessThan(50);
    });
  });

  describe('keeps its readers waiting', () => {
    it.each<[string, TestAnswer, Partial<HttpTimeouts>, string]>([
      [
        'in the middle of a body',
        { body: evil.config.body, stallAfter: 5 },
        { idle: 300 },
        'broke off: the server stopped sending in the middle',
      ],
      [
        'for byte after byte',
        { body: evil.config.body, trickle: 50 },
        { body: 600 },
        'was not complete after 0.6 seconds',
      ],
    ])('%s', async (_, answer, timeouts, reason) => {
      hostile.answerAt(evil.config.digest, answer);

      expect((await hostile.readEvil({ http: { timeouts } })).error).toContain(
        reason,
      );
    });

    it('for an answer', async () => {
      registry.delay = () => new Promise(() => {});
      const http = { timeouts: { headers: 300 } };

      await expect(
        readWhole(createTestRepository(registry, { http })),
      ).rejects.toThrow('the server did not answer in time');
    });
  });

  it.each([401, 403, 429, 500])(
    'answers %s in the middle of a refresh, which keeps the known content',
    async status => {
      const repository = createTestRepository(registry);
      await readWhole(repository);
      hostile.answerAt('/manifests/evil', failure(status, 'NO'));

      const { images, warnings } = await readWhole(repository);

      expect(images).toMatchObject([
        { tag: 'evil', error: expect.stringContaining(`answered ${status}`) },
        { tag: 'good', digest: good.manifest.digest },
      ]);
      expect(images[1].error).toBeUndefined();
      expect(warnings).toHaveLength(1);
    },
  );

  it('sends much unrequested data, which is not kept', async () => {
    const junk = 'x'.repeat(3 * 1024 ** 2);
    const manifest = JSON.parse(evil.manifest.body.toString());
    for (let i = 0; i < 20; i++) {
      const body = Buffer.from(JSON.stringify({ ...manifest, junk, i }));
      const digest = computeDigest(body);
      registry.addTag(`tag-${i}`, { ...evil.manifest, body, digest });
    }
    const repository = createTestRepository(registry);
    const before = await heapInUse();

    const { images, warnings } = await readWhole(repository);

    expect(images).toHaveLength(22);
    expect(warnings).toEqual([]);
    // The server's connections hold their last output.
    await hostile.close();
    expect((await heapInUse()) - before).toBeLessThan(20 * 1024 ** 2);
  }, 30_000);

  it('stops answering after a while, and gets no request for every other tag', async () => {
    for (let i = 0; i < 1000; i++) {
      registry.addImage(`tag-${i}`, evil);
    }
    let answers = 0;
    registry.intercept = ({ url }) => {
      if (!url.includes('/manifests/tag')) {
        return undefined;
      }
      answers += 1;
      return answers > 100 ? { status: 500 } : undefined;
    };

    const { images } = await readWhole(createTestRepository(registry));

    expect(images).toHaveLength(1002);
    expect(images.filter(({ error }) => error === undefined).length).toBe(102);
    expect(registry.requests.length).toBeLessThan(650);
  });
});
