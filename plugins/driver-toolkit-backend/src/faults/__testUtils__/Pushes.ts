import { createHash } from 'node:crypto';
import type { RegistryProxy } from '../../trust/__testUtils__/RegistryProxy';

/** Records the digests pushed to a registry under each tag. */
export class Pushes {
  readonly #digests = new Map<string, string[]>();

  constructor(proxy: RegistryProxy) {
    proxy.answer = ({ method, url, body }) => {
      const [, tag] = /\/driver-toolkit\/manifests\/([^:]+)$/.exec(url) ?? [];
      // Attachments have a tag, too, made from their subject's digest.
      if (method === 'PUT' && tag && !tag.startsWith('sha256-')) {
        const digest = createHash('sha256').update(body).digest('hex');
        this.#digests.set(tag, [...this.of(tag), `sha256:${digest}`]);
      }
      return false;
    };
  }

  /** Digests in the order of their arrival. */
  of(tag: string): string[] {
    return this.#digests.get(tag) ?? [];
  }
}
