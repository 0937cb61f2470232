import type { TestAnswer } from '../http/__testUtils__/TestServer';
import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { createImage } from './__testUtils__/imageContent';
import { failure, TestRegistry } from './__testUtils__/TestRegistry';

const TAGS = 40;

describe('the pace at which a registry is read', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start('dtk/driver-toolkit');
    for (let i = 0; i < TAGS; i++) {
      registry.addImage(`tag-${i}`, createImage({ layer: `layer ${i}` }));
    }
  });

  afterEach(async () => {
    await registry.close();
  });

  function refuse(retryAfter?: string): TestAnswer {
    return {
      ...failure(429, 'TOOMANYREQUESTS'),
      headers: retryAfter ? { 'retry-after': retryAfter } : {},
    };
  }

  it('stops for everybody when one request is refused', async () => {
    const times: number[] = [];
    let refusedAt = Infinity;
    registry.intercept = () => {
      times.push(performance.now());
      if (times.length === 10) {
        refusedAt = performance.now();
        return refuse('1');
      }
      return undefined;
    };
    const other = createTestRepository(registry, { attempts: 3 });

    const [{ images, warnings }] = await Promise.all([
      readWhole(createTestRepository(registry, { attempts: 3 })),
      readWhole(other),
    ]);

    expect(images).toHaveLength(TAGS);
    expect(warnings).toEqual([]);
    // Requests in progress still arrive; then none until the second is over.
    const during = times.filter(
      time => time > refusedAt + 300 && time < refusedAt + 950,
    );
    expect(during).toEqual([]);
  });

  it('completes with a registry that admits a few requests at a time', async () => {
    let left = 5;
    const timer = setInterval(() => {
      left = 5;
    }, 5);
    registry.intercept = () => {
      left -= 1;
      return left < 0 ? refuse() : undefined;
    };

    const { images, warnings } = await readWhole(
      createTestRepository(registry, {
        retryPolicy: {
          attempts: 50,
          baseDelay: 5,
          maxDelay: 10,
          maxRetryAfter: 1000,
        },
      }),
    );
    clearInterval(timer);

    expect(images.filter(({ error }) => error === undefined)).toHaveLength(
      TAGS,
    );
    expect(warnings).toEqual([]);
  });

  it('sends nothing more to a registry that demands a long wait', async () => {
    registry.intercept = ({ url }) =>
      url.includes('/manifests/') ? refuse('600') : undefined;
    const repository = createTestRepository(registry, {
      attempts: 4,
      config: { concurrency: 4 },
    });

    await expect(readWhole(repository)).rejects.toThrow('answered 429');
    const asked = registry.requests.length;
    expect(asked).toBeLessThanOrEqual(5);
    await expect(
      repository.readTag('tag-1', { signal: AbortSignal.timeout(5000) }),
    ).resolves.toEqual({
      state: 'unknown',
      reason: expect.stringContaining('the registry limits requests'),
    });
    expect(registry.requests).toHaveLength(asked);
  });

  it('ends at once when the refresh is aborted while it waits', async () => {
    registry.intercept = () => refuse('2');
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('shutting down')), 100);
    const begin = performance.now();

    await expect(
      createTestRepository(registry, { attempts: 4 }).read({
        signal: controller.signal,
        logger: { debug: () => {} } as never,
      }),
    ).rejects.toThrow('shutting down');
    expect(performance.now() - begin).toBeLessThan(1500);
  });

  it('respects the limit of concurrent requests', async () => {
    let current = 0;
    let most = 0;
    const repository = createTestRepository(registry, {
      config: { concurrency: 3 },
    });
    registry.delay = async () => {
      current += 1;
      most = Math.max(most, current);
      await new Promise(resolve => setTimeout(resolve, 2));
      current -= 1;
    };

    await readWhole(repository);

    expect(most).toBe(3);
  });
});
