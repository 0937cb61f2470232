/** Identifies a kernel among all sources. */
export interface KernelId {
  source: string;
  /** version-release */
  kernel: string;
}

/** Parses `<source>/<version-release>`, the format of annotations. */
export function parseKernelId(text: string | undefined): KernelId | undefined {
  const slash = text?.indexOf('/') ?? -1;
  if (!text || slash < 1 || slash === text.length - 1) {
    return undefined;
  }
  return { source: text.slice(0, slash), kernel: text.slice(slash + 1) };
}

/** Writes `<source>/<version-release>`. */
export function formatKernelId({ source, kernel }: KernelId): string {
  return `${source}/${kernel}`;
}
