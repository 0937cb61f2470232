import type { Source } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { describeHealth } from './health';

const HOUR = 3_600_000;
const source = (id: string, lastSuccess?: string, error?: string): Source => ({
  id,
  kind: 'kernels',
  type: 'rpm',
  title: id,
  refreshing: false,
  items: 0,
  warnings: [],
  lastSuccess,
  error,
});
const schedules = new Map([
  ['a', { hours: 1 }],
  ['b', { hours: 6 }],
]);

describe('describeHealth', () => {
  const now = Date.parse('2026-01-02T00:00:00.000Z');

  it('is well while every source was read within three of its schedules', () => {
    expect(
      describeHealth(
        [
          source('a', '2026-01-01T21:30:00.000Z', 'answered 503'),
          source('b', '2026-01-01T07:00:00.000Z'),
        ],
        schedules,
        { now, since: 0 },
      ),
    ).toEqual({
      healthy: true,
      sources: [
        {
          id: 'a',
          overdue: false,
          lastSuccess: '2026-01-01T21:30:00.000Z',
          ageSeconds: 9000,
          error: 'answered 503',
        },
        {
          id: 'b',
          overdue: false,
          lastSuccess: '2026-01-01T07:00:00.000Z',
          ageSeconds: 61_200,
        },
      ],
    });
  });

  it('is not when an architecture could not be read for too long', () => {
    const health = (since: string) =>
      describeHealth(
        [
          {
            ...source('a', '2026-01-01T23:59:00.000Z'),
            incomplete: { aarch64: since },
          },
        ],
        schedules,
        { now, since: 0 },
      );

    expect(health('2026-01-01T22:00:00.000Z').healthy).toBe(true);
    expect(health('2026-01-01T20:00:00.000Z')).toMatchObject({
      healthy: false,
      sources: [{ overdue: true, incomplete: ['aarch64'] }],
    });
  });

  it('is not when one is overdue, and gives one that was never read as long', () => {
    const never = (since: number) =>
      describeHealth([source('a')], schedules, { now, since });
    expect(never(now - 2 * HOUR).healthy).toBe(true);
    expect(never(now - 4 * HOUR)).toEqual({
      healthy: false,
      sources: [{ id: 'a', overdue: true }],
    });
  });
});
