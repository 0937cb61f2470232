import type { HttpClient } from '../../../http/HttpClient';

/** Milliseconds for a file, however steadily its bytes drip in. */
export interface TimeLimits {
  repomd: number;
  primary: number;
}

/** How files are asked for. */
export interface Reader {
  http: HttpClient;
  signal: AbortSignal;
  timeLimits: TimeLimits;
}
