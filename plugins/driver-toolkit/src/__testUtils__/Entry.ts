/** A request and the real backend's answer. */
export interface Exchange {
  method: 'GET' | 'POST';
  /** Relative to the plugin's base URL, with the query. */
  path: string;
  body?: unknown;
  status: number;
  answer: unknown;
}

/** One entry of a recording, in the format of the backend package's `Recorder`. */
export type Entry =
  | Exchange
  /** Something happened that no request asked for. */
  | { step: string }
  /** A server-sent event, verbatim. */
  | { stream: string; event: string };
