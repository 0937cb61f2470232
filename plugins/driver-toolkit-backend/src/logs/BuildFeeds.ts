import type { BuildStore } from '../database/builds/BuildStore';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import { BuildFeed, type FeedEvent, type FeedOptions } from './BuildFeed';
import type { BuildNotices } from './BuildNotices';
import { ViewerPace } from './ViewerPace';

/**
 * Lets any number of viewers follow builds; all viewers of a build share one
 * feed.
 */
export class BuildFeeds {
  readonly #options: FeedOptions;
  readonly #feeds = new Map<string, BuildFeed>();

  constructor(options: {
    builds: BuildStore;
    logs: BuildLogStore;
    notices: BuildNotices;
  }) {
    const { notices } = options;
    this.#options = { ...options, pace: new ViewerPace(() => notices.hurried) };
  }

  /**
   * Yields a build's lines and states as they come, from the line after `after`
   * to the state in which it finished.
   *
   * @throws NotFoundError if the build does not exist
   */
  async *follow(options: {
    buildId: string;
    after: number;
    signal: AbortSignal;
  }): AsyncGenerator<FeedEvent> {
    const { buildId, after, signal } = options;
    const feed = this.#feeds.get(buildId) ?? this.#open(buildId);
    feed.viewers++;
    try {
      yield* feed.follow(after, signal);
    } finally {
      feed.viewers--;
      if (feed.viewers === 0) {
        feed.close();
        this.#forget(buildId, feed);
      }
    }
  }

  #open(buildId: string): BuildFeed {
    const feed: BuildFeed = new BuildFeed(buildId, {
      ...this.#options,
      // A returning viewer starts with a new feed.
      onFailure: () => this.#forget(buildId, feed),
    });
    this.#feeds.set(buildId, feed);
    return feed;
  }

  #forget(buildId: string, feed: BuildFeed): void {
    if (this.#feeds.get(buildId) === feed) {
      this.#feeds.delete(buildId);
    }
  }
}
