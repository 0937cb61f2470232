import type { ContentCache } from './ImageRepository';

/** A cache for as long as the process lives. @public */
export class InMemoryContentCache implements ContentCache {
  private readonly contents = new Map<string, string>();

  async get(digest: string): Promise<string | undefined> {
    return this.contents.get(digest);
  }

  async set(digest: string, content: string): Promise<void> {
    this.contents.set(digest, content);
  }
}
