import { mockServices } from '@backstage/backend-test-utils';
import type {
  BuildStore,
  ClaimedBuild,
} from '../../database/builds/BuildStore';
import { Lease } from './Lease';
import { DEFAULT_QUEUE_TIMING } from './QueueTiming';

const LEASE = 1_000;
const HEARTBEAT = 100;

describe('Lease, by its own clock', () => {
  let lease: Lease;
  let builds: jest.Mocked<Pick<BuildStore, 'renewLease' | 'advance' | 'get'>>;
  let events: { onLost: jest.Mock; onCancelRequested: jest.Mock };
  let logger: ReturnType<typeof mockServices.logger.mock>;

  beforeEach(() => {
    jest.useFakeTimers();
    builds = {
      renewLease: jest.fn().mockResolvedValue({ cancelRequested: false }),
      advance: jest.fn().mockResolvedValue(true),
      get: jest.fn(),
    };
    events = { onLost: jest.fn(), onCancelRequested: jest.fn() };
    logger = mockServices.logger.mock();
    hold(performance.now());
  });

  afterEach(() => {
    lease.end();
    jest.useRealTimers();
  });

  const pass = (milliseconds: number) =>
    jest.advanceTimersByTimeAsync(milliseconds);

  function hold(heldFrom: number): void {
    lease?.end();
    lease = new Lease({
      builds: builds as Partial<BuildStore> as BuildStore,
      claimed: { build: { id: 'b' }, lease: 'l' } as ClaimedBuild,
      heldFrom,
      timing: {
        ...DEFAULT_QUEUE_TIMING,
        lease: LEASE,
        heartbeat: HEARTBEAT,
      },
      events,
      logger,
    });
  }

  it('is renewed with each heartbeat', async () => {
    await pass(HEARTBEAT - 1);
    expect(builds.renewLease).not.toHaveBeenCalled();
    await pass(1);
    expect(builds.renewLease).toHaveBeenCalledTimes(1);
    await pass(10 * LEASE);
    expect(builds.renewLease).toHaveBeenCalledTimes(
      (10 * LEASE) / HEARTBEAT + 1,
    );
    expect(lease.isHeld).toBe(true);
    expect(events.onLost).not.toHaveBeenCalled();
    expect(events.onCancelRequested).not.toHaveBeenCalled();

    lease.end();
    await pass(LEASE);
    expect(lease.isHeld).toBe(false);
    expect(builds.renewLease).toHaveBeenCalledTimes(
      (10 * LEASE) / HEARTBEAT + 1,
    );
  });

  it('is abandoned one heartbeat before its end in the database', async () => {
    builds.renewLease.mockReturnValue(new Promise(() => {}));
    await pass(LEASE - HEARTBEAT - 1);
    expect(lease.isHeld).toBe(true);
    await pass(1);
    expect(lease.isHeld).toBe(false);
    expect(logger.warn).toHaveBeenCalledWith(
      'The worker gives up the build: it could not be renewed in time',
    );
    await pass(LEASE);
    expect(events.onLost).toHaveBeenCalledTimes(1);
    // It does not pile up requests to a database that hangs.
    expect(builds.renewLease).toHaveBeenCalledTimes(1);
    expect(await lease.advance('running', 'pushing')).toBe(false);
    expect(builds.advance).not.toHaveBeenCalled();
  });

  it('counts from before the claim, not from its answer', async () => {
    builds.renewLease.mockReturnValue(new Promise(() => {}));
    hold(performance.now() - 500);
    await pass(399);
    expect(lease.isHeld).toBe(true);
    await pass(1);
    expect(lease.isHeld).toBe(false);
  });

  it('counts from before a renewal was sent, not from its answer', async () => {
    builds.renewLease.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          setTimeout(() => resolve({ cancelRequested: false }), 500);
        }),
    );
    builds.renewLease.mockReturnValue(new Promise(() => {}));
    // Sent after 100 ms, so it lasts until 100 + 1,000 - 100.
    await pass(HEARTBEAT + LEASE - HEARTBEAT - 1);
    expect(lease.isHeld).toBe(true);
    await pass(1);
    expect(lease.isHeld).toBe(false);
  });

  it('survives a short outage of the database', async () => {
    builds.renewLease.mockRejectedValueOnce(new Error('away'));
    builds.renewLease.mockRejectedValueOnce(new Error('away'));
    await pass(10 * LEASE);

    expect(lease.isHeld).toBe(true);
    expect(logger.warn.mock.calls.map(([message]) => message)).toEqual([
      'The lease could not be renewed',
      'The lease could not be renewed',
    ]);
  });

  it('counts as lost at once if another worker has the build', async () => {
    builds.renewLease.mockResolvedValue(undefined);
    await pass(HEARTBEAT);

    expect(lease.isHeld).toBe(false);
    expect(logger.warn).toHaveBeenCalledWith(
      'The worker gives up the build: it has another one',
    );
    await pass(10 * LEASE);
    expect(events.onLost).toHaveBeenCalledTimes(1);
    expect(builds.renewLease).toHaveBeenCalledTimes(1);
  });

  it('ends quietly while a renewal is under way', async () => {
    let answer: (renewed: undefined) => void = () => {};
    builds.renewLease.mockReturnValue(
      new Promise(resolve => {
        answer = resolve;
      }),
    );
    await pass(HEARTBEAT);
    lease.end();
    answer(undefined);
    await pass(LEASE);

    expect(events.onLost).not.toHaveBeenCalled();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('does not wait if a transition is refused the first time', async () => {
    builds.advance.mockResolvedValue(false);

    expect(await lease.advance('running', 'pushing')).toBe(false);
    expect(builds.get).not.toHaveBeenCalled();
    expect(builds.advance).toHaveBeenCalledTimes(1);
  });
});
