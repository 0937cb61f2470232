import type { HttpClient } from '../../../http/HttpClient';

/** Milliseconds for a complete file. */
export interface TimeLimits {
  repomd: number;
  primary: number;
}

/** Options for requesting files. */
export interface Reader {
  http: HttpClient;
  signal: AbortSignal;
  timeLimits: TimeLimits;
}
