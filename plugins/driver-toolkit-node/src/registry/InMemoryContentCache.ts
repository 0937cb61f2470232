import type { ContentCache } from './ImageRepository';

/** A cache for as long as the process lives. @public */
export class InMemoryContentCache implements ContentCache {
  readonly #contents = new Map<string, string>();

  async get(digest: string): Promise<string | undefined> {
    return this.#contents.get(digest);
  }

  async set(digest: string, content: string): Promise<void> {
    this.#contents.set(digest, content);
  }

  async getMany(digests: string[]): Promise<Map<string, string>> {
    return new Map(
      digests.flatMap(digest => {
        const content = this.#contents.get(digest);
        return content === undefined ? [] : [[digest, content]];
      }),
    );
  }

  async setMany(contents: ReadonlyMap<string, string>): Promise<void> {
    contents.forEach((content, digest) => this.#contents.set(digest, content));
  }
}
