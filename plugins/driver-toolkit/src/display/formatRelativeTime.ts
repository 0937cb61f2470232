const STEPS: Array<[Intl.RelativeTimeFormatUnit, milliseconds: number]> = [
  ['year', 365 * 24 * 3600_000],
  ['month', 30 * 24 * 3600_000],
  ['day', 24 * 3600_000],
  ['hour', 3600_000],
  ['minute', 60_000],
];

/** Age of a time in its largest whole unit. */
export function formatRelativeTime(
  time: number,
  now: number,
  language?: string,
): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const elapsed = time - now;
  for (const [unit, milliseconds] of STEPS) {
    if (Math.abs(elapsed) >= milliseconds) {
      return format.format(Math.trunc(elapsed / milliseconds), unit);
    }
  }
  return format.format(Math.min(0, Math.trunc(elapsed / 1000)), 'second');
}
