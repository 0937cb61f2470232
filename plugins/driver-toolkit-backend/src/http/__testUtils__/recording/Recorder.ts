import { mockCredentials } from '@backstage/backend-test-utils';
import {
  isFinished,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { checkAnswer } from './checkAnswer';
import type { Entry, Exchange } from './Entry';
import { until } from './until';

/** Milliseconds between two steps, on the recording's clock. */
const STEP_MS = 60_000;
/** Milliseconds without events after which a step is over. */
const QUIET_MS = 60;

/**
 * Records the backend's answers during a scene.
 *
 * @remarks
 * After each step, it reads every watched path again and records the answers
 * that have changed. So the last answer up to a point in the recording is the
 * backend's answer at that point. It checks each answer against `openapi.yaml`.
 */
export class Recorder {
  /** Header of the requester. */
  authorization = mockCredentials.user.header('user:default/guest');
  readonly #url: string;
  readonly #entries: Entry[] = [];
  /** The last answer of each path. */
  readonly #watched = new Map<string, string>();
  readonly #readers: AbortController[] = [];
  /** Events since the last step. */
  #news: Array<{ stream: string; event: string }> = [];
  #lastNews = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** The recording, with stable ids instead of those of the database. */
  async finish(): Promise<Entry[]> {
    await this.#settle();
    this.#readers.forEach(reader => reader.abort());
    return JSON.parse(withOwnIds(JSON.stringify(this.#entries)));
  }

  /** Records a path now, and whenever its answer changes. */
  async watch(...paths: string[]): Promise<void> {
    for (const path of paths) {
      await this.#read(path);
    }
  }

  /** Records the events of a build when they arrive. */
  async follow(build: string): Promise<void> {
    const reader = new AbortController();
    this.#readers.push(reader);
    const path = `/builds/${build}/events`;
    const answer = await fetch(`${this.#url}${path}`, {
      signal: reader.signal,
      headers: { authorization: this.authorization },
    });
    void this.#keepEvents(path, answer.body!).catch(() => {});
    await this.#settle(1);
  }

  /** @param events - number of events to wait for */
  async post<T>(path: string, body?: unknown, events = 0): Promise<T> {
    this.pass();
    const exchange = await this.#ask('POST', path, body);
    this.#entries.push(exchange);
    await this.#settle(events);
    await this.#readWatched();
    return exchange.answer as T;
  }

  /**
   * Records a change that no request of the recording makes.
   *
   * @param events - number of events to wait for
   */
  async step(name: string, happen: () => unknown, events = 0): Promise<void> {
    this.pass();
    this.#entries.push({ step: name });
    await happen();
    await this.#settle(events);
    await this.#readWatched();
  }

  /** Lets minutes pass. */
  pass(minutes = 1): void {
    jest.setSystemTime(Date.now() + minutes * STEP_MS);
  }

  /** Waits until a build has ended. */
  async ended(build: string): Promise<void> {
    await until(
      `build ${build} has ended`,
      async () =>
        isFinished(await this.get<Build>(`/builds/${build}`)) || undefined,
    );
  }

  /** Sends a request without recording it. */
  async act<T>(
    method: Exchange['method'],
    path: string,
    body?: unknown,
  ): Promise<T> {
    return (await this.#ask(method, path, body)).answer as T;
  }

  async get<T>(path: string): Promise<T> {
    return this.act('GET', path);
  }

  async #readWatched(): Promise<void> {
    for (const path of this.#watched.keys()) {
      await this.#read(path);
    }
  }

  async #read(path: string): Promise<void> {
    const exchange = await this.#ask('GET', path);
    const answer = JSON.stringify(exchange);
    if (answer !== this.#watched.get(path)) {
      this.#watched.set(path, answer);
      this.#entries.push(exchange);
    }
  }

  async #ask(
    method: Exchange['method'],
    path: string,
    body?: unknown,
  ): Promise<Exchange> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: this.authorization,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers
      .get('content-type')
      ?.startsWith('application/json');
    const { status } = response;
    const answer = isJson ? withoutStack(JSON.parse(text)) : text;
    checkAnswer({ method, path, status, answer });
    return {
      method,
      path,
      ...(body !== undefined && { body }),
      status,
      answer,
    };
  }

  async #keepEvents(
    path: string,
    stream: ReadableStream<Uint8Array>,
  ): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split('\n\n');
      text = events.pop()!;
      for (const event of events.filter(each => !each.startsWith(':'))) {
        this.#news.push({ stream: path, event });
        this.#lastNews = performance.now();
      }
    }
  }

  /** Waits for a number of events, and then for silence. */
  async #settle(events = 0): Promise<void> {
    this.#lastNews = performance.now();
    await until(
      `${events} events of builds have arrived`,
      () =>
        (this.#news.length >= events &&
          performance.now() - this.#lastNews >= QUIET_MS) ||
        undefined,
    );
    // Several connections have no common order.
    this.#entries.push(
      ...this.#news.sort((a, b) => a.stream.localeCompare(b.stream)),
    );
    this.#news = [];
  }
}

/** Replaces ids with stable ones, also in cursors. */
function withOwnIds(text: string): string {
  const ids = new Map<string, string>();
  const renumber = (part: string) =>
    part.replace(
      /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g,
      id => {
        const next = String(ids.size + 1).padStart(12, '0');
        ids.set(id, ids.get(id) ?? `01930000-0000-7000-8000-${next}`);
        return ids.get(id)!;
      },
    );
  // Cursors contain encoded ids.
  return renumber(text).replace(/(?<="nextCursor":"|cursor=)[\w-]+/g, cursor =>
    Buffer.from(renumber(Buffer.from(cursor, 'base64url').toString())).toString(
      'base64url',
    ),
  );
}

/** Removes stack traces, which depend on the machine. */
function withoutStack(answer: any): unknown {
  if (answer?.error) {
    delete answer.error.stack;
  }
  return answer;
}
