import type { RetryPolicy } from '../http/withRetries';
import { RegistryBusyError } from './RegistryBusyError';
import { RegistryPace } from './RegistryPace';

const POLICY: RetryPolicy = {
  attempts: 3,
  baseDelay: 100,
  maxDelay: 1000,
  maxRetryAfter: 5000,
};
const MINUTE = 60_000;

let count = 0;

describe('RegistryPace', () => {
  let now: number;
  let pace: RegistryPace;
  const { signal } = new AbortController();

  beforeEach(() => {
    now = 1_000_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    jest.spyOn(Math, 'random').mockReturnValue(1);
    count += 1;
    pace = RegistryPace.of(`https://registry-${count}.example.com`);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** A request that is sent as soon as allowed, and refused. */
  async function refuse(retryAfter?: number, refusals = 1): Promise<boolean> {
    const admitted = await pace.ready(signal, POLICY);
    return pace.refused(
      new RegistryBusyError('busy', retryAfter),
      { admitted, refusals },
      POLICY,
    );
  }

  /** Whether a request would be sent at once. */
  async function isReady(): Promise<boolean> {
    const aborted = AbortSignal.timeout(1);
    return pace.ready(aborted, POLICY).then(
      () => true,
      () => false,
    );
  }

  it('is shared per origin', () => {
    const origin = 'https://one.example.com';

    expect(RegistryPace.of(origin)).toBe(RegistryPace.of(origin));
    expect(RegistryPace.of(`${origin}:5000`)).not.toBe(RegistryPace.of(origin));
  });

  it('gives up after as many consecutive waits as attempts', async () => {
    expect(await refuse(10)).toBe(true);
    now += 1000;
    expect(await refuse(10)).toBe(true);
    now += 1000;
    expect(await refuse(10)).toBe(false);
  });

  it('starts counting again after a success', async () => {
    await refuse(10);
    now += 1000;
    await refuse(10);
    pace.succeeded();
    for (const expected of [true, true, false]) {
      now += 1000;
      expect(await refuse(10)).toBe(expected);
    }
  });

  it('waits as after a first refusal, after a success', async () => {
    const waitAfterRefusal = async () => {
      await refuse();
      const begin = now;
      while (!(await isReady())) {
        now += 50;
      }
      return now - begin;
    };

    expect(await waitAfterRefusal()).toBe(100);
    expect(await waitAfterRefusal()).toBe(200);
    pace.succeeded();
    expect(await waitAfterRefusal()).toBe(100);
  });

  it('counts refusals of simultaneous requests once', async () => {
    const admitted = await Promise.all(
      [1, 2, 3, 4].map(() => pace.ready(signal, POLICY)),
    );
    for (const each of admitted) {
      expect(
        pace.refused(
          new RegistryBusyError('busy', 10),
          { admitted: each, refusals: 1 },
          POLICY,
        ),
      ).toBe(true);
    }
  });

  it('gives up a request that is refused while others succeed', async () => {
    const most = POLICY.attempts * 8;
    for (const [refusals, expected] of [
      [most - 1, true],
      [most, false],
    ] as const) {
      pace.succeeded();
      now += MINUTE;
      expect(await refuse(10, refusals)).toBe(expected);
    }
  });

  it.each([
    [POLICY.maxRetryAfter, true],
    [POLICY.maxRetryAfter + 1, false],
  ])('is asked to wait %d ms: waits is %s', async (wait, expected) => {
    expect(await refuse(wait)).toBe(expected);
  });

  it('waits as long as demanded, and a little more', async () => {
    await refuse(1000);

    now += 1099;
    expect(await isReady()).toBe(false);
    now += 1;
    expect(await isReady()).toBe(true);
  });

  it('never shortens the wait of other requests', async () => {
    const [first, second] = [
      await pace.ready(signal, POLICY),
      await pace.ready(signal, POLICY),
    ];
    const refused = (admitted: number, retryAfter: number) =>
      pace.refused(
        new RegistryBusyError('busy', retryAfter),
        { admitted, refusals: 1 },
        POLICY,
      );
    refused(first, 4000);
    refused(second, 10);

    now += 3000;
    expect(await isReady()).toBe(false);
  });

  it('sends nothing during a long demanded wait, and again when it is over', async () => {
    await refuse(10 * MINUTE);

    await expect(pace.ready(signal, POLICY)).rejects.toThrow('busy');
    now += 10 * MINUTE + 100;
    await expect(pace.ready(signal, POLICY)).resolves.toBe(now);
  });

  it('asks again after a quarter of an hour, even if a longer wait is demanded', async () => {
    await refuse(24 * 60 * MINUTE);

    now += 15 * MINUTE - 1;
    expect(await isReady()).toBe(false);
    now += 1;
    expect(await isReady()).toBe(true);
  });
});
