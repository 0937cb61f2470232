import { formatBytes } from './formatBytes';
import { formatDuration } from './formatDuration';
import { formatRelativeTime } from './formatRelativeTime';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [607_169_920, '579 MiB'],
    [18_253_611_008, '17.0 GiB'],
    [5 * 1024 ** 5, '5120 TiB'],
  ])('writes %p as %p', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [41_600, '42 s'],
    [185_000, '3 min 5 s'],
    [4_320_000, '1 h 12 min'],
  ])('writes %p ms as %p', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('formatRelativeTime', () => {
  const now = Date.parse('2024-05-14T12:00:00Z');
  it.each([
    ['2024-05-14T12:00:05Z', 'now'],
    ['2024-05-14T11:59:50Z', '10 seconds ago'],
    ['2024-05-14T11:31:00Z', '29 minutes ago'],
    ['2024-05-14T01:00:00Z', '11 hours ago'],
    ['2024-05-13T09:00:00Z', 'yesterday'],
    ['2021-05-13T09:00:00Z', '3 years ago'],
  ])('writes %p as %p', (time, text) => {
    expect(formatRelativeTime(Date.parse(time), now, 'en')).toBe(text);
  });
});
