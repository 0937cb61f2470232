import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { waitFor } from '@testing-library/react';
import { aBuild } from '../__testUtils__/fixtures';
import { Playback } from '../__testUtils__/Playback';
import { LogFeed } from './LogFeed';

const MARKUP = '\u001b[31m<img src="x" onerror="alert(1)">\u001b[0m';

describe('LogFeed', () => {
  let backend: Playback;
  let id: string;
  let builds: Build[];
  let feed: LogFeed;

  beforeEach(async () => {
    backend = new Playback('building', 'it runs');
    [{ id }] = (await backend.client.getBuilds()).items;
    builds = [];
    const { client } = backend;
    feed = new LogFeed({
      follow: (after, signal) => client.followBuild(id, after, { signal }),
      onBuild: build => builds.push(build),
      retryDelay: () => 5,
    });
  });

  afterEach(() => feed.stop());

  /** The `after` of each request. */
  const followedAfter = () =>
    backend.asked.flatMap(request => {
      const after = /events\?after=(\d+)$/.exec(request)?.[1];
      return after === undefined ? [] : [Number(after)];
    });

  function lines() {
    return Array.from(
      { length: feed.getSnapshot().lineCount },
      (_, index) => feed.lineAt(index).text,
    );
  }

  it('reads earlier lines and new ones', async () => {
    backend.happen('it writes another line');
    feed.start();
    await waitFor(() => expect(lines()).toEqual(['one', 'two']));
    expect(feed.getSnapshot().status).toBe('live');

    backend.happen('it writes markup');
    await waitFor(() => expect(lines()).toEqual(['one', 'two', MARKUP]));
    expect(feed.lineAt(2).sequence).toBe(3);
  });

  it('resumes after a lost connection, without repeating a line', async () => {
    feed.start();
    backend.happen('it writes another line');
    await waitFor(() => expect(lines()).toHaveLength(2));

    backend.dropConnections();
    backend.happen('it writes markup');

    await waitFor(() => expect(lines()).toEqual(['one', 'two', MARKUP]));
    expect(followedAfter()).toEqual([0, 2]);
  });

  it('drops lines that a new connection repeats', async () => {
    backend.happen('it writes another line');
    const { client } = backend;
    let connections = 0;
    feed = new LogFeed({
      async *follow() {
        connections += 1;
        // Always answers from the start, and ends early.
        for await (const event of client.followBuild(id)) {
          yield event;
          if (event.type === 'log' && event.line.seq === 2 && connections < 3) {
            return;
          }
        }
      },
      onBuild: build => builds.push(build),
      retryDelay: () => 5,
    });
    feed.start();

    await waitFor(() => expect(connections).toBe(3));
    await waitFor(() => expect(lines()).toEqual(['one', 'two']));
  });

  it('says that it is reconnecting until the backend answers again', async () => {
    feed.start();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('live'));

    backend.goOutOfReach();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('reconnecting'));

    backend.relent();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('live'));
  });

  it('reports states and ends with the build', async () => {
    feed.start();
    backend.happen('it succeeds');

    await waitFor(() => expect(feed.getSnapshot().status).toBe('ended'));
    expect(builds.map(({ state }) => state)).toEqual([
      'queued',
      'running',
      'verifying',
      'pushing',
      'succeeded',
    ]);
    expect(lines()).toEqual(['one', 'two', MARKUP]);
  });

  it('stops when the backend refuses', async () => {
    backend.refuse(`GET /builds/${id}/events`, 403, 'You may not.');
    feed.start();

    await waitFor(() => expect(feed.getSnapshot().status).toBe('failed'));
    expect(feed.getSnapshot().error?.message).toBe('You may not.');
    expect(followedAfter()).toEqual([0]);
  });

  it('replaces a silent connection if the build has news', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    feed.start();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('live'));
    expect(followedAfter()).toEqual([0]);

    now.mockReturnValue(60_000);
    feed.notice(aBuild({ state: 'running', lastSequence: 0 }));
    feed.notice(aBuild({ state: 'running', lastSequence: 5 }));
    now.mockRestore();

    await waitFor(() => expect(followedAfter()).toEqual([0, 0]));
  });

  it('resumes at the line where it stopped', async () => {
    backend.happen('it writes a line');
    feed.start();
    await waitFor(() => expect(lines()).toEqual(['one']));
    feed.stop();

    backend.happen('it writes another line');
    feed.start();

    await waitFor(() => expect(lines()).toEqual(['one', 'two']));
    expect(followedAfter()).toEqual([0, 1]);
  });
});
