const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A size in binary units, with at most three digits. */
export function formatBytes(bytes: number): string {
  const exponent =
    bytes < 1
      ? 0
      : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** exponent;
  const digits = exponent === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[exponent]}`;
}
