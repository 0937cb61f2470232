/** Distinguishes a failed source from a damaged archive. */
export class WatchedSource implements AsyncIterable<Buffer> {
  failure: { error: unknown } | undefined;

  readonly #source: AsyncIterable<Buffer>;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      yield* this.#source;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
