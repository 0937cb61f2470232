import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { waitFor } from '@testing-library/react';
import { InMemoryDriverToolkit } from '../__testUtils__/InMemoryDriverToolkit';
import { aBuild } from '../__testUtils__/fixtures';
import { refusal } from '../__testUtils__/refusal';
import { LogFeed } from './LogFeed';

describe('LogFeed', () => {
  const { id } = aBuild();
  let world: InMemoryDriverToolkit;
  let builds: Build[];
  let feed: LogFeed;

  beforeEach(() => {
    world = new InMemoryDriverToolkit();
    world.builds = [aBuild({ state: 'running' })];
    builds = [];
    feed = new LogFeed({
      follow: (after, signal) => world.followBuild(id, after, { signal }),
      onBuild: build => builds.push(build),
      retryDelay: () => 5,
    });
  });

  afterEach(() => feed.stop());

  function lines() {
    return Array.from(
      { length: feed.getSnapshot().lineCount },
      (_, index) => feed.lineAt(index).text,
    );
  }

  it('reads what was written before and what is written then', async () => {
    world.write(id, ['one', 'two']);
    feed.start();
    await waitFor(() => expect(lines()).toEqual(['one', 'two']));
    expect(feed.getSnapshot().status).toBe('live');

    world.write(id, ['three']);
    await waitFor(() => expect(lines()).toEqual(['one', 'two', 'three']));
    expect(feed.lineAt(2).sequence).toBe(3);
  });

  it('goes on after a lost connection where it was, without a line twice', async () => {
    feed.start();
    world.write(id, ['one', 'two']);
    await waitFor(() => expect(lines()).toHaveLength(2));

    world.dropConnections();
    world.write(id, ['three']);

    await waitFor(() => expect(lines()).toEqual(['one', 'two', 'three']));
    expect(world.followedAfter).toEqual([0, 2]);
  });

  it('drops lines that a new connection repeats', async () => {
    world.write(id, ['one', 'two']);
    let connections = 0;
    feed = new LogFeed({
      async *follow() {
        connections += 1;
        // Answers from the start whatever it is asked for, and ends early.
        for await (const event of world.followBuild(id)) {
          yield event;
          if (event.type === 'state' && connections < 3) {
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

  it('tells that it is reconnecting until the backend answers again', async () => {
    feed.start();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('live'));

    world.failing.set('followBuild', new TypeError('Failed to fetch'));
    world.dropConnections();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('reconnecting'));

    world.failing.clear();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('live'));
  });

  it('passes states on and ends with the build', async () => {
    feed.start();
    world.write(id, ['done']);
    world.update(id, { state: 'succeeded' });

    await waitFor(() => expect(feed.getSnapshot().status).toBe('ended'));
    expect(builds[builds.length - 1].state).toBe('succeeded');
    expect(lines()).toEqual(['done']);
  });

  it('gives up when the backend refuses', async () => {
    const error = await refusal(403, 'NotAllowedError', 'You may not.');
    world.failing.set('followBuild', error);
    feed.start();

    await waitFor(() =>
      expect(feed.getSnapshot()).toMatchObject({ status: 'failed', error }),
    );
    expect(world.followedAfter).toEqual([]);
  });

  it('makes a connection anew that is silent although there is more', async () => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(0);
    feed.start();
    await waitFor(() => expect(feed.getSnapshot().status).toBe('live'));
    expect(world.followedAfter).toEqual([0]);

    now.mockReturnValue(60_000);
    feed.notice(aBuild({ state: 'running', lastSequence: 0 }));
    feed.notice(aBuild({ state: 'running', lastSequence: 5 }));
    now.mockRestore();

    await waitFor(() => expect(world.followedAfter).toEqual([0, 0]));
  });

  it('goes on from where it stopped', async () => {
    world.write(id, ['one']);
    feed.start();
    await waitFor(() => expect(lines()).toEqual(['one']));
    feed.stop();

    world.write(id, ['two']);
    feed.start();

    await waitFor(() => expect(lines()).toEqual(['one', 'two']));
    expect(world.followedAfter).toEqual([0, 1]);
  });
});
