import type {
  Build,
  BuildEvent,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { aBuild } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { LogFeed } from './LogFeed';

/** One connection of a feed; the test plays the backend. */
class Connection {
  readonly after: number;
  readonly signal: AbortSignal;
  #events: BuildEvent[] = [];
  #wake: () => void = () => {};
  #end?: { error?: Error };

  constructor(after: number, signal: AbortSignal) {
    this.after = after;
    this.signal = signal;
    signal.addEventListener('abort', () => this.end(new Error('aborted')));
  }

  lines(from: number, ...lines: string[]): void {
    const time = '2024-05-14T06:00:00Z';
    lines.forEach((line, index) =>
      this.#events.push({
        type: 'log',
        line: { seq: from + index, time, line },
      }),
    );
    this.#wake();
  }

  state(build: Partial<Build>): void {
    this.#events.push({ type: 'state', build: aBuild(build) });
    this.#wake();
  }

  end(error?: Error): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *events(): AsyncIterable<BuildEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event) {
        yield event;
      } else if (this.#end?.error) {
        throw this.#end.error;
      } else if (this.#end) {
        return;
      } else {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }
}

describe('LogFeed’s connections', () => {
  let connections: Connection[];
  let waits: number[];
  let onBuild: jest.Mock;
  let feed: LogFeed;

  beforeEach(() => {
    jest.useFakeTimers();
    connections = [];
    waits = [];
    onBuild = jest.fn();
    feed = new LogFeed({
      follow(after, signal) {
        const connection = new Connection(after, signal);
        connections.push(connection);
        return connection.events();
      },
      onBuild,
      retryDelay(attempt) {
        waits.push(attempt);
        return 1_000;
      },
    });
  });

  afterEach(() => {
    feed.stop();
    jest.useRealTimers();
  });

  const last = () => connections[connections.length - 1];
  const pass = (milliseconds: number) =>
    jest.advanceTimersByTimeAsync(milliseconds);
  const shown = () => {
    const { status, lineCount } = feed.getSnapshot();
    return [status, lineCount];
  };

  async function start(): Promise<void> {
    feed.start();
    await pass(0);
  }

  it.each([
    [429, 'TooManyRequestsError'],
    [500, 'Error'],
    [503, 'ServiceUnavailableError'],
  ])('reconnects after a %s', async (status, name) => {
    await start();
    last().end(await refusal(status, name, 'Later.'));
    await pass(0);
    expect(feed.getSnapshot()).toMatchObject({ status: 'reconnecting' });
    expect(feed.getSnapshot().error).toBeUndefined();

    await pass(1_000);
    last().state({ state: 'running' });
    await pass(0);
    expect([shown()[0], connections.length]).toEqual(['live', 2]);
  });

  it.each([400, 401, 403, 404, 499])('ends with a %s', async status => {
    const error = await refusal(status, 'Error', 'No.');
    await start();
    last().end(error);
    await pass(60_000);

    expect(feed.getSnapshot()).toMatchObject({ status: 'failed', error });
    expect(connections).toHaveLength(1);
  });

  it('waits longer each time, and starts over after an answer', async () => {
    await start();
    for (let attempt = 0; attempt < 3; attempt++) {
      last().end();
      await pass(1_000);
    }
    expect(waits).toEqual([0, 1, 2]);

    last().lines(1, 'one');
    await pass(0);
    last().end();
    await pass(1_000);
    last().end();
    await pass(1_000);
    expect(waits).toEqual([0, 1, 2, 0, 1]);
    expect(last().after).toBe(1);
  });

  it('waits between half a second and ten seconds by default', async () => {
    const random = jest.spyOn(Math, 'random');
    try {
      for (const [luck, expected] of [
        [0, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]],
        [1, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]],
      ] as const) {
        random.mockReturnValue(luck);
        let tries = 0;
        feed = new LogFeed({
          async *follow() {
            tries += 1;
          },
          onBuild,
        });
        await start();
        for (const [index, wait] of expected.entries()) {
          await pass(wait - 1);
          expect(tries).toBe(index + 1);
          await pass(1);
          expect(tries).toBe(index + 2);
        }
        feed.stop();
      }
    } finally {
      random.mockRestore();
    }
  });

  it('does not reconnect after a stop, even during a wait', async () => {
    await start();
    last().end();
    await pass(500);
    feed.stop();
    await pass(0);
    expect(jest.getTimerCount()).toBe(0);

    await pass(60_000);
    expect(connections).toHaveLength(1);
  });

  it('closes its connection when it stops, and ignores later events', async () => {
    await start();
    last().lines(1, 'one');
    await pass(100);
    feed.stop();
    expect(last().signal.aborted).toBe(true);

    last().lines(2, 'two');
    last().state({ state: 'succeeded' });
    await pass(60_000);
    expect(shown()).toEqual(['live', 1]);
    expect(onBuild).not.toHaveBeenCalled();
  });

  it('is empty before it starts', () => {
    expect(feed.getSnapshot()).toEqual({
      status: 'connecting',
      lineCount: 0,
      longestLine: 0,
    });
    feed.stop();
    expect(connections).toEqual([]);
  });

  it('has one connection after several starts', async () => {
    await start();
    await start();
    expect(connections.map(({ signal }) => signal.aborted)).toEqual([
      true,
      false,
    ]);
    connections[0].end();
    await pass(60_000);
    expect(connections).toHaveLength(2);
  });

  it('shows lines that were pending when it stopped', async () => {
    await start();
    last().lines(1, 'one');
    await pass(10);
    feed.stop();

    expect(shown()).toEqual(['live', 1]);
  });

  it('reports many lines in one update, and a state immediately', async () => {
    const told = jest.fn();
    const unsubscribe = feed.subscribe(told);
    await start();
    last().state({ state: 'running' });
    await pass(0);
    expect(shown()).toEqual(['live', 0]);
    told.mockClear();

    last().lines(1, 'a', 'longer', 'b');
    await pass(59);
    expect(told).not.toHaveBeenCalled();
    await pass(1);
    expect(told).toHaveBeenCalledTimes(1);
    expect(feed.getSnapshot()).toMatchObject({ lineCount: 3, longestLine: 6 });

    last().lines(4, 'c');
    await pass(10);
    last().state({ state: 'succeeded' });
    await pass(0);
    expect(told).toHaveBeenCalledTimes(2);
    expect(shown()).toEqual(['ended', 4]);

    unsubscribe();
    feed.start();
    await pass(0);
    last().state({ state: 'running' });
    await pass(0);
    expect(shown()[0]).toBe('live');
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('has each line once if the backend repeats lines', async () => {
    await start();
    last().lines(1, 'one', 'two');
    last().lines(2, 'two', 'three');
    last().lines(1, 'one');
    await pass(100);

    expect([0, 1, 2].map(index => feed.lineAt(index))).toEqual([
      { sequence: 1, text: 'one' },
      { sequence: 2, text: 'two' },
      { sequence: 3, text: 'three' },
    ]);
    expect(shown()).toEqual(['live', 3]);
  });

  it('continues after a finished build if it starts again', async () => {
    await start();
    last().lines(1, 'one');
    last().state({ state: 'succeeded' });
    await pass(60_000);
    expect(shown()).toEqual(['ended', 1]);
    expect(connections).toHaveLength(1);
    expect(onBuild).toHaveBeenCalledWith(aBuild({ state: 'succeeded' }));
  });

  describe('in silence', () => {
    const SILENCE = 10_000;
    const ahead = aBuild({ state: 'running', lastSequence: 1 });

    async function afterSilence(milliseconds: number): Promise<Connection> {
      await start();
      last().state({ state: 'running' });
      await pass(0);
      await pass(milliseconds);
      return connections[0];
    }

    it.each([
      ['there are more lines', ahead],
      ['the build has finished', aBuild({ state: 'failed', lastSequence: 0 })],
    ])('count as lost if %s', async (_, build) => {
      const first = await afterSilence(SILENCE + 1);
      feed.notice(build);
      expect(first.signal.aborted).toBe(true);
      await pass(1_000);
      expect(connections).toHaveLength(2);
    });

    it('stay open for ten seconds', async () => {
      const first = await afterSilence(SILENCE);
      feed.notice(ahead);
      expect(first.signal.aborted).toBe(false);
    });

    it('stay open while there is no news', async () => {
      const first = await afterSilence(SILENCE + 1);
      feed.notice(aBuild({ state: 'running', lastSequence: 0 }));
      expect(first.signal.aborted).toBe(false);
    });

    it('count from the last event', async () => {
      await afterSilence(SILENCE - 1);
      last().lines(1, 'one');
      await pass(SILENCE - 1);
      feed.notice({ ...ahead, lastSequence: 2 });
      expect(last().signal.aborted).toBe(false);
    });

    it('stay open before the first event', async () => {
      await start();
      await pass(SILENCE + 1);
      feed.notice(ahead);
      expect(last().signal.aborted).toBe(false);
    });
  });
});
