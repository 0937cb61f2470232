import {
  DriverToolkitClient,
  type ClientFetch,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Entry, Exchange } from './Entry';
import { LogReader } from './LogReader';
import { recordings, type RecordingName } from './recordings';

const BASE_URL = 'http://localhost/api/driver-toolkit';

/**
 * Plays a recording of the real backend to the plugin's client.
 *
 * @remarks
 * The recording stands still until a `POST`, or a test, moves it on. The answer
 * to a `GET` is the last one recorded up to there.
 */
export class Playback implements ClientFetch {
  /** Bodies of all `POST` requests, in order. */
  readonly requests: unknown[] = [];
  /** Every request, in order. */
  readonly asked: string[] = [];
  #entries: readonly Entry[];
  /** Index of the next entry to play. */
  #position: number;
  readonly #refusals = new Map<string, Response>();
  #isOutOfReach = false;
  readonly #held = new Map<string, AbortSignal[]>();
  #release: () => void = () => {};
  readonly #released = new Promise<void>(resolve => {
    this.#release = resolve;
  });
  readonly #readers = new Set<LogReader>();

  /** @param step - start after this step; default: at the beginning */
  constructor(recording: RecordingName | Entry[], step?: string) {
    this.#entries =
      typeof recording === 'string' ? recordings[recording] : recording;
    this.#position = this.#endOfPart(0);
    if (step !== undefined) {
      this.happen(step);
    }
  }

  /** The real client, which fetches from this recording. */
  get client(): DriverToolkitClient {
    return DriverToolkitClient.create({
      discoveryApi: { getBaseUrl: async () => BASE_URL },
      fetchApi: this,
    });
  }

  /** Continues to the end of a step. */
  happen(step: string): void {
    this.#goTo(
      entry => 'step' in entry && entry.step === step,
      `'${step}' does not happen in the rest of this recording`,
    );
  }

  /** Replaces the recording, and starts at its beginning. */
  restart(recording: RecordingName): void {
    this.#entries = recordings[recording];
    this.#position = this.#endOfPart(0);
  }

  /** Refuses a request, named by method and path without query, such as `GET /kernels`. */
  refuse(request: string, status: number, message: string): void {
    this.#refusals.set(
      request,
      Response.json(
        {
          error: { name: 'Error', message, stack: 'at backend.js:1' },
          response: { statusCode: status },
        },
        { status },
      ),
    );
  }

  /** Ends all refusals, and brings the backend back into reach. */
  relent(): void {
    this.#refusals.clear();
    this.#isOutOfReach = false;
  }

  /**
   * Delays the answers to a request until `release`. They are the answers of the
   * time of the request.
   *
   * @returns the abort signals of the delayed requests
   */
  hold(request: string): AbortSignal[] {
    const signals: AbortSignal[] = [];
    this.#held.set(request, signals);
    return signals;
  }

  /** Sends the delayed answers. */
  release(): void {
    this.#release();
  }

  /** Fails every request like a lost network. */
  goOutOfReach(): void {
    this.#isOutOfReach = true;
    this.dropConnections();
  }

  /** Breaks every open log connection. */
  dropConnections(): void {
    this.#readers.forEach(reader => reader.fail());
    this.#readers.clear();
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const method = init?.method ?? 'GET';
    const url = new URL(String(input));
    const path = url.pathname.replace(new URL(BASE_URL).pathname, '');
    this.asked.push(`${method} ${path}${url.search}`);
    if (this.#isOutOfReach) {
      throw new TypeError('Failed to fetch');
    }
    const refusal = this.#refusals.get(`${method} ${path}`);
    if (refusal) {
      return refusal.clone();
    }
    if (path.endsWith('/events')) {
      const after = Number(url.searchParams.get('after') ?? 0);
      return this.#follow(path, after, init?.signal);
    }
    const waiting = this.#held.get(`${method} ${path}`);
    if (waiting) {
      waiting.push(init!.signal!);
      const position = this.#position;
      await this.#released;
      return this.#get(path, url.searchParams, position);
    }
    return method === 'GET'
      ? this.#get(path, url.searchParams)
      : this.#change(`${path}${url.search}`, init?.body as string | undefined);
  };

  #get(
    path: string,
    query: URLSearchParams,
    position = this.#position,
  ): Response {
    const wanted = keyOf(path, query);
    const found = this.#entries
      .slice(0, position)
      .filter(isExchange)
      .reverse()
      .find(
        ({ method, path: recorded }) =>
          method === 'GET' && keyOfPath(recorded) === wanted,
      );
    if (!found) {
      throw notRecorded(`GET ${wanted}`);
    }
    return toResponse(found);
  }

  #change(path: string, body: string | undefined): Response {
    const request = body === undefined ? undefined : JSON.parse(body);
    this.requests.push(request);
    const index = this.#goTo(
      entry =>
        isExchange(entry) &&
        entry.method === 'POST' &&
        entry.path === path &&
        isSameTarget(entry.body, request),
      `POST ${path} ${body ?? ''}`,
    );
    return toResponse(this.#entries[index] as Exchange);
  }

  #follow(
    path: string,
    after: number,
    signal: AbortSignal | null | undefined,
  ): Response {
    const reader = new LogReader(path, after, () =>
      this.#readers.delete(reader),
    );
    this.#readers.add(reader);
    reader.take(this.#entries.slice(0, this.#position));
    signal?.addEventListener('abort', () => {
      this.#readers.delete(reader);
      reader.fail();
    });
    return reader.response;
  }

  /** @returns the index of the found entry */
  #goTo(isIt: (entry: Entry) => boolean, what: string): number {
    const from = this.#position;
    const found = this.#entries.findIndex(
      (entry, index) => index >= from && isIt(entry),
    );
    if (found < 0) {
      throw notRecorded(what);
    }
    this.#position = this.#endOfPart(found + 1);
    const news = this.#entries.slice(from, this.#position);
    this.#readers.forEach(reader => reader.take(news));
    return found;
  }

  /** Index of the next step or `POST`. */
  #endOfPart(start: number): number {
    const next = this.#entries.findIndex(
      (entry, index) =>
        index >= start &&
        ('step' in entry || (isExchange(entry) && entry.method === 'POST')),
    );
    return next < 0 ? this.#entries.length : next;
  }
}

function isExchange(entry: Entry): entry is Exchange {
  return 'method' in entry;
}

/** A path with a sorted query. */
function keyOf(path: string, query: URLSearchParams): string {
  const sorted = new URLSearchParams([...query].sort());
  return sorted.size > 0 ? `${path}?${sorted}` : path;
}

function keyOfPath(path: string): string {
  const url = new URL(path, 'http://localhost');
  return keyOf(url.pathname, url.searchParams);
}

/** Whether two requests ask for a build of the same thing. */
function isSameTarget(recorded: unknown, asked: unknown): boolean {
  const target = (body: any) => [
    body?.type,
    body?.kernel,
    body?.type === 'driver' ? body.entityRef : undefined,
  ];
  return JSON.stringify(target(recorded)) === JSON.stringify(target(asked));
}

function toResponse({ status, answer }: Exchange): Response {
  return typeof answer === 'string'
    ? new Response(answer || null, { status })
    : Response.json(answer, { status });
}

function notRecorded(what: string): Error {
  return new Error(
    `Nothing is recorded: ${what}. Scenes are in driver-toolkit-backend/src/http/__testUtils__/recording; npm run record records them.`,
  );
}
