import { mockServices } from '@backstage/backend-test-utils';
import { setTimeout as delay } from 'node:timers/promises';
import type { BuildStore, ClaimedBuild } from '../../database/BuildStore';
import { Lease } from './Lease';
import { DEFAULT_QUEUE_TIMING } from './QueueTiming';

const claimed = { build: { id: 'b' }, lease: 'l' } as ClaimedBuild;

describe('Lease', () => {
  let lease: Lease;
  const renewLease = jest.fn();
  const advance = jest.fn();
  const get = jest.fn();
  const events = { onLost: jest.fn(), onCancelRequested: jest.fn() };

  function hold(milliseconds: number): void {
    lease = new Lease({
      builds: { renewLease, advance, get } as Partial<BuildStore> as BuildStore,
      claimed,
      heldFrom: performance.now(),
      timing: {
        ...DEFAULT_QUEUE_TIMING,
        lease: milliseconds,
        heartbeat: 20,
        storeAgain: 1,
      },
      events,
      logger: mockServices.logger.mock(),
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

  it('is given up while the database does not answer, and nothing is stored then', async () => {
    renewLease.mockReturnValue(new Promise(() => {}));
    hold(100);

    expect(lease.isHeld).toBe(true);
    await until(events.onLost);

    expect(lease.isHeld).toBe(false);
    expect(await lease.advance('running', 'pushing')).toBe(false);
    expect(advance).not.toHaveBeenCalled();
    // It does not pile requests up at a database that hangs.
    expect(renewLease).toHaveBeenCalledTimes(1);
    await delay(50);
    expect(events.onLost).toHaveBeenCalledTimes(1);
  });

  it('is given up when another one has the build', async () => {
    renewLease.mockResolvedValue(undefined);
    hold(60_000);

    await until(events.onLost);

    expect(await lease.advance('running', 'succeeded')).toBe(false);
  });

  it.each([
    ['forward', 1],
    ['backward', -1],
  ])('survives a day that its clock jumps %s', async (_, days) => {
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

  it('brings word that the build is to be cancelled', async () => {
    renewLease.mockResolvedValue({ cancelRequested: true });
    hold(60_000);

    await until(events.onCancelRequested);

    expect(events.onLost).not.toHaveBeenCalled();
  });

  it('offers a state again to a database that did not take it, or did not say so', async () => {
    advance.mockRejectedValueOnce(new Error('terminating connection'));
    hold(60_000);
    const change = { digest: 'sha256:abc' };

    expect(await lease.advance('pushing', 'succeeded', { change })).toBe(true);
    expect(advance.mock.calls).toEqual([
      ['b', 'l', ['pushing'], 'succeeded', change],
      ['b', 'l', ['pushing', 'succeeded'], 'succeeded', change],
    ]);
  });

  it('knows its own end of the build, whose answer was lost', async () => {
    advance.mockRejectedValueOnce(new Error('terminating connection'));
    advance.mockResolvedValue(false);
    get.mockResolvedValue({ build: { state: 'succeeded' } });
    hold(60_000);

    expect(await lease.advance('pushing', 'succeeded')).toBe(true);
    expect(await lease.advance('pushing', 'succeeded')).toBe(false);
  });

  it('stops offering it when the build is stopped', async () => {
    advance.mockRejectedValue(new Error('terminating connection'));
    hold(60_000);
    const reason = new Error('cancelled');

    await expect(
      lease.advance('running', 'pushing', {
        signal: AbortSignal.abort(reason),
      }),
    ).rejects.toBe(reason);
  });
});
