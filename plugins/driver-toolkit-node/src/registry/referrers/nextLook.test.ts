import { nextLook } from './nextLook';

const HOUR = 60 * 60_000;
const NOW = Date.parse('2024-06-01T00:00:00Z');

describe('nextLook', () => {
  it.each([
    ['a moment ago', '2024-06-01T00:00:00Z', 0],
    ['not yet', '2024-06-01T05:00:00Z', 0],
    ['two hours ago', '2024-05-31T22:00:00Z', HOUR],
    ['a day ago', '2024-05-31T00:00:00Z', 12 * HOUR],
    ['years ago', '1970-01-01T00:00:00Z', 24 * HOUR],
    ['at an unknown time', undefined, 24 * HOUR],
  ])('waits by the age of an image made %s', (_, created, wait) => {
    for (let i = 0; i < 100; i++) {
      const next = nextLook(created, NOW) - NOW;
      expect(next).toBeGreaterThanOrEqual(0.75 * wait);
      expect(next).toBeLessThanOrEqual(1.25 * wait);
    }
  });
});
