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

  it('is healthy while every source was read within three of its schedules', () => {
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

  it('is unhealthy when an architecture could not be read for too long', () => {
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

  it('is unhealthy when a source is overdue, and gives a source that was never read the same time', () => {
    const never = (since: number) =>
      describeHealth([source('a')], schedules, { now, since });
    expect(never(now - 2 * HOUR).healthy).toBe(true);
    expect(never(now - 4 * HOUR)).toEqual({
      healthy: false,
      sources: [{ id: 'a', overdue: true }],
    });
  });

  it('allows exactly three schedules, and a day each without a known schedule', () => {
    const at = (id: string, age: number) =>
      describeHealth(
        [source(id, new Date(now - age).toISOString())],
        schedules,
        { now, since: 0 },
      ).healthy;

    expect([at('a', 3 * HOUR), at('a', 3 * HOUR + 1)]).toEqual([true, false]);
    expect([at('c', 72 * HOUR), at('c', 72 * HOUR + 1)]).toEqual([true, false]);
  });

  it('names the architectures that are overdue, and no others', () => {
    const incomplete = {
      s390x: '2026-01-01T20:00:00.000Z',
      aarch64: '2026-01-01T20:00:00.000Z',
      ppc64le: '2026-01-01T22:00:00.000Z',
    };
    const [described] = describeHealth(
      [{ ...source('a', '2026-01-02T00:00:00.000Z'), incomplete }],
      schedules,
      { now, since: 0 },
    ).sources;
    expect(described.incomplete).toEqual(['aarch64', 's390x']);
  });

  it('is healthy without sources, and unhealthy if one of several is overdue', () => {
    expect(describeHealth([], schedules, { now, since: 0 })).toEqual({
      healthy: true,
      sources: [],
    });
    const two = [
      source('a', '2026-01-01T00:00:00.000Z'),
      source('b', '2026-01-02T00:00:00.000Z'),
    ];
    const { healthy, sources } = describeHealth(two, schedules, {
      now,
      since: 0,
    });
    expect([healthy, ...sources.map(({ overdue }) => overdue)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('has no negative age if the clocks of two machines differ', () => {
    const [described] = describeHealth(
      [source('a', '2026-01-02T00:00:05.000Z')],
      schedules,
      { now, since: 0 },
    ).sources;
    expect(described.ageSeconds).toBe(0);
  });
});
