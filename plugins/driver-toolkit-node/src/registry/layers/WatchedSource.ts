/** Tells a source that failed from an archive that is damaged. */
export class WatchedSource implements AsyncIterable<Buffer> {
  failure: { error: unknown } | undefined;

  constructor(private readonly source: AsyncIterable<Buffer>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      yield* this.source;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
