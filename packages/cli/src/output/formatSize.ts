const MEBIBYTE = 1024 ** 2;

/** Bytes as people compare the sizes of images. */
export function formatSize(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}
