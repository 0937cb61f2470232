/** One request with its answer. */
export interface Exchange {
  method: 'GET' | 'POST';
  /** Relative to the plugin's base URL, with the query. */
  path: string;
  body?: unknown;
  status: number;
  answer: unknown;
}

/** A part of a recording; see the frontend's `Playback`, which plays them. */
export type Entry =
  | Exchange
  /** Something happens that no request asked for. */
  | { step: string }
  /** A server-sent event, verbatim. */
  | { stream: string; event: string };
