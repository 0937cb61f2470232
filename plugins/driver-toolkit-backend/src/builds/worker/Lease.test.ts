import { setTimeout as delay } from 'node:timers/promises';
import { mockServices } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import type {
  BuildStore,
  ClaimedBuild,
} from '../../database/builds/BuildStore';
import { Lease } from './Lease';
import { DEFAULT_QUEUE_TIMING, type QueueTiming } from './QueueTiming';

const claimed = { build: { id: 'b' }, lease: 'l' } as ClaimedBuild;

describe('Lease', () => {
  let lease: Lease;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  const renewLease = jest.fn();
  const advance = jest.fn();
  const get = jest.fn();
  const events = { onLost: jest.fn(), onCancelRequested: jest.fn() };

  function hold(milliseconds: number, timing: Partial<QueueTiming> = {}): void {
    logger = mockServices.logger.mock();
    lease = new Lease({
      builds: { renewLease, advance, get } as Partial<BuildStore> as BuildStore,
      claimed,
      heldFrom: performance.now(),
      timing: {
        ...DEFAULT_QUEUE_TIMING,
        lease: milliseconds,
        heartbeat: 20,
        storeAgain: 1,
        ...timing,
      },
      events,
      logger,
    });
  }

  async function until(called: jest.Mock): Promise<void> {
    while (called.mock.calls.length === 0) {
      await delay(5);
    }
  }

  beforeEach(() => {
    jest.resetAllMocks();
    renewLease.mockResolvedValue({ cancelRequested: false });
    advance.mockResolvedValue(true);
  });

  afterEach(() => lease.end());

  it('is abandoned when another worker has the build', async () => {
    renewLease.mockResolvedValue(undefined);
    hold(60_000);

    await until(events.onLost);

    expect(await lease.advance('running', 'succeeded')).toBe(false);
  });

  it.each([
    ['forward', 1],
    ['backward', -1],
  ])('survives a clock that jumps a day %s', async (_, days) => {
    hold(60_000);
    const now = jest
      .spyOn(Date, 'now')
      .mockReturnValue(Date.now() + days * 86_400_000);
    try {
      await until(renewLease);
      await delay(50);
    } finally {
      now.mockRestore();
    }

    expect(events.onLost).not.toHaveBeenCalled();
    expect(renewLease).toHaveBeenCalledWith('b', 'l', 60_000);
  });

  it('passes on a request to cancel the build', async () => {
    renewLease.mockResolvedValue({ cancelRequested: true });
    hold(60_000);

    await until(events.onCancelRequested);

    expect(events.onLost).not.toHaveBeenCalled();
  });

  it('retries a transition if the database refused it or did not answer', async () => {
    advance.mockRejectedValueOnce(new Error('terminating connection'));
    hold(60_000);
    const change = { digest: 'sha256:abc' };

    expect(await lease.advance('pushing', 'succeeded', { change })).toBe(true);
    expect(advance.mock.calls).toEqual([
      ['b', 'l', ['pushing'], 'succeeded', change],
      ['b', 'l', ['pushing', 'succeeded'], 'succeeded', change],
    ]);
  });

  it('recognizes its own stored end of the build after a lost answer', async () => {
    advance.mockRejectedValueOnce(new Error('terminating connection'));
    advance.mockResolvedValue(false);
    get.mockResolvedValue({ build: { state: 'succeeded' } });
    hold(60_000);

    expect(await lease.advance('pushing', 'succeeded')).toBe(true);
    expect(await lease.advance('pushing', 'succeeded')).toBe(false);
  });

  it('stops retrying when the build is stopped', async () => {
    advance.mockRejectedValue(new Error('terminating connection'));
    hold(60_000);
    const reason = new Error('cancelled');

    await expect(
      lease.advance('running', 'pushing', {
        signal: AbortSignal.abort(reason),
      }),
    ).rejects.toBe(reason);
  });

  it('retries a transition with pauses, and no longer than the lease', async () => {
    advance.mockRejectedValue(new Error('away'));
    renewLease.mockReturnValue(new Promise(() => {}));
    hold(120, { storeAgain: 20 });

    expect(await lease.advance('running', 'pushing')).toBe(false);
    expect(events.onLost).toHaveBeenCalledTimes(1);
    expect(advance.mock.calls.length).toBeLessThanOrEqual(120 / 20 + 1);
    expect(logger.warn).toHaveBeenCalledWith(
      'The state pushing of the build could not be stored; the worker tries again',
      expect.objectContaining({ message: 'away' }),
    );
  });

  it('reports each time that another build blocks it, and nothing else', async () => {
    advance.mockRejectedValueOnce(new ConflictError('one pushes'));
    advance.mockRejectedValueOnce(new Error('away'));
    advance.mockRejectedValueOnce(new ConflictError('another pushes'));
    const onBlocked = jest.fn();
    hold(60_000);

    expect(await lease.advance('running', 'pushing', { onBlocked })).toBe(true);
    expect(onBlocked.mock.calls).toEqual([['one pushes'], ['another pushes']]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it.each([undefined, { build: { state: 'queued' } }])(
    'does not mistake another state for its own: %p',
    async stored => {
      advance.mockRejectedValueOnce(new Error('away'));
      advance.mockResolvedValue(false);
      get.mockResolvedValue(stored);
      hold(60_000);

      expect(await lease.advance('pushing', 'succeeded')).toBe(false);
      expect(get).toHaveBeenCalledWith('b');
    },
  );

  it('ends a pause between two attempts once the build is stopped', async () => {
    advance.mockRejectedValue(new Error('away'));
    const controller = new AbortController();
    hold(60_000, { storeAgain: 3_600_000 });
    const stored = lease.advance('running', 'pushing', {
      signal: controller.signal,
    });
    await until(advance);
    controller.abort(new Error('cancelled'));

    await expect(stored).rejects.toThrow('cancelled');
    expect(advance).toHaveBeenCalledTimes(1);
  });

  it('waits for another build even without a listener', async () => {
    advance.mockRejectedValueOnce(new ConflictError('one pushes'));
    hold(60_000);

    expect(await lease.advance('running', 'pushing')).toBe(true);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
