import { DEFAULT_QUEUE_TIMING } from './QueueTiming';

describe('DEFAULT_QUEUE_TIMING', () => {
  const { lease, heartbeat, poll, answer, storeAgain, retries } =
    DEFAULT_QUEUE_TIMING;

  it('tolerates some lost heartbeats of a lease', () => {
    expect(lease - heartbeat).toBeGreaterThanOrEqual(3 * heartbeat);
  });

  it('retries transitions and polls for builds many times within a lease', () => {
    expect(lease / storeAgain).toBeGreaterThanOrEqual(10);
    expect(lease / poll).toBeGreaterThanOrEqual(10);
  });

  it('gives a builder less time to answer than a lease lasts', () => {
    expect(answer).toBeLessThan(lease);
  });

  it('waits longer before each attempt', () => {
    expect(retries.length).toBeGreaterThan(0);
    expect([...retries].sort((a, b) => a - b)).toEqual(retries);
  });
});
