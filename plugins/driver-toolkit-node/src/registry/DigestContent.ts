import { NotFoundError } from '@backstage/errors';
import type { ContentCache } from './ImageRepository';
import type { RegistryClient } from './RegistryClient';

/** What digests name in one repository: from the cache, or fetched once and kept. */
export class DigestContent {
  constructor(
    private readonly client: RegistryClient,
    private readonly cache: ContentCache,
  ) {}

  async manifest(digest: string, signal: AbortSignal): Promise<string> {
    return await this.keep(digest, async () => {
      const fetched = await this.client.getManifest(digest, signal);
      if (!fetched) {
        throw new NotFoundError(
          `The manifest ${digest} is listed but not there; the image was pushed in part or is being removed`,
        );
      }
      return fetched.content;
    });
  }

  async config(digest: string, signal: AbortSignal): Promise<string> {
    return await this.keep(digest, () => this.client.getBlob(digest, signal));
  }

  private async keep(
    digest: string,
    fetch: () => Promise<string>,
  ): Promise<string> {
    const known = await this.cache.get(digest);
    if (known !== undefined) {
      return known;
    }
    const content = await fetch();
    await this.cache.set(digest, content);
    return content;
  }
}
