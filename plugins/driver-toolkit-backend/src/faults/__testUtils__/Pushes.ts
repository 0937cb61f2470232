import { createHash } from 'node:crypto';
import type { RegistryProxy } from '../../trust/__testUtils__/RegistryProxy';

/** Notes what is pushed to a registry under which tag. */
export class Pushes {
  readonly #digests = new Map<string, string[]>();

  constructor(proxy: RegistryProxy) {
    proxy.answer = ({ method, url, body }) => {
      const [, tag] = /\/driver-toolkit\/manifests\/([^:]+)$/.exec(url) ?? [];
      // Attachments have a tag, too, that is made of their subject's digest.
      if (method === 'PUT' && tag && !tag.startsWith('sha256-')) {
        const digest = createHash('sha256').update(body).digest('hex');
        this.#digests.set(tag, [...this.of(tag), `sha256:${digest}`]);
      }
      return false;
    };
  }

  /** Digests in the order in which they came. */
  of(tag: string): string[] {
    return this.#digests.get(tag) ?? [];
  }
}
