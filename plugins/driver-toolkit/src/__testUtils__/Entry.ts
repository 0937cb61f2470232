/** A request with the answer that the real backend gave. */
export interface Exchange {
  method: 'GET' | 'POST';
  /** Below the plugin's base URL, with its query. */
  path: string;
  body?: unknown;
  status: number;
  answer: unknown;
}

/** A part of a recording, as the recorder of the backend's package writes it. */
export type Entry =
  | Exchange
  /** Something happened that no request asked for. */
  | { step: string }
  /** A server-sent event, as it came. */
  | { stream: string; event: string };
