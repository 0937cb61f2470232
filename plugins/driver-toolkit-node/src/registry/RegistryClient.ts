import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../http/describeUrl';
import type { HttpMethod } from '../http/HttpClient';
import type { HttpResponse } from '../http/HttpResponse';
import { printableText } from '../http/printableText';
import { askByHead } from './askByHead';
import { askTwice } from './askTwice';
import { pushBlob } from './attach/pushBlob';
import { pushManifest, type PushedManifest } from './attach/pushManifest';
import { describeErrors } from './describeRegistryFailure';
import { parseManifest, type Descriptor } from './manifests';
import { MANIFEST_TYPES } from './mediaTypes';
import { parseJson } from './parseJson';
import { listReferrers } from './referrers/listReferrers';
import {
  RegistryTransport,
  type RegistryOptions,
  type RegistryRequest,
} from './RegistryTransport';
import { listTags, type TagList } from './tags/listTags';
import { computeDigest, DIGEST, verifyDigest } from './verifyDigest';

/**
 * The minimum that registries must accept by the specification ("Pushing
 * Manifests").
 */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_TYPE_LENGTH = 255;
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/** A manifest's digest and type. */
export interface ManifestHead {
  digest: string;
  mediaType?: string;
}

/** A manifest whose content was verified by its digest. */
export interface FetchedManifest extends ManifestHead {
  content: string;
}

/**
 * Reads one repository of a registry that follows the OCI distribution
 * specification, adds to it and deletes from it.
 *
 * @remarks
 * `undefined` means that the registry said "not found" twice (see {@link
 * askTwice}); every other failure throws, so that an error never looks like
 * absence.
 */
export class RegistryClient {
  readonly #transport: RegistryTransport;

  readonly #repository: string;

  constructor(options: RegistryOptions, repository: string) {
    this.#repository = repository;

    this.#transport = new RegistryTransport(options);
  }

  /** All tags; undefined if the repository does not exist. */
  async listTags(signal: AbortSignal): Promise<TagList | undefined> {
    return await listTags(this.#transport, this.#repository, signal);
  }

  /**
   * Digest and type of a manifest. Its content is fetched only if the registry
   * does not answer `HEAD` with its digest.
   *
   * @param known - The last known digest: registries whose entity tags are
   * digests then answer without a body.
   */
  async headManifest(
    reference: string,
    signal: AbortSignal,
    known?: ManifestHead,
  ): Promise<ManifestHead | FetchedManifest | undefined> {
    const { headSupport } = this.#transport;
    const fetch = () => this.#fetchManifest(reference, signal, known);
    const answer = await headSupport.ask(async () => {
      const head = await this.#askHead(reference, signal, known);
      const value = head ?? (await fetch());
      if (value && !head) {
        headSupport.disproved();
      }
      return { value };
    });
    return answer ? answer.value : await fetch();
  }

  /** A manifest by tag or digest. */
  async getManifest(
    reference: string,
    signal: AbortSignal,
  ): Promise<FetchedManifest | undefined> {
    return await this.#fetchManifest(reference, signal, undefined);
  }

  /** Undefined without a usable answer: see {@link askByHead}. */
  async #askHead(
    reference: string,
    signal: AbortSignal,
    known: ManifestHead | undefined,
  ): Promise<ManifestHead | undefined> {
    const request = this.#manifestRequest('HEAD', reference, signal, known);
    return await askByHead(this.#transport, request, response => {
      if (response.status === 304 && known) {
        return known;
      }
      const digest = response.header('docker-content-digest');
      return digest !== undefined && DIGEST.test(digest)
        ? { digest, mediaType: contentType(response) }
        : undefined;
    });
  }

  async #fetchManifest<TKnown extends ManifestHead | undefined>(
    reference: string,
    signal: AbortSignal,
    known: TKnown,
  ): Promise<FetchedManifest | TKnown | undefined> {
    const request = this.#manifestRequest('GET', reference, signal, known);
    const read = async (response: HttpResponse, authorization?: string) => {
      if (response.status === 304 && known) {
        await response.discard();
        return known;
      }
      const body = await response.bytes(MAX_MANIFEST_BYTES);
      const content = body.toString('utf8');
      const named = reference.includes(':')
        ? reference
        : response.header('docker-content-digest');
      const digest = named ?? computeDigest(body);
      verifyDigest(body, digest, describeUrl(request.url));
      if (named === undefined) {
        // Only this distinguishes it from an error or a login page.
        this.#checkManifest(content, digest, authorization);
      }
      return { digest, mediaType: contentType(response), content };
    };
    return await askTwice(this.#transport, request, read);
  }

  #checkManifest(
    content: string,
    digest: string,
    authorization: string | undefined,
  ): void {
    try {
      parseManifest(content, digest);
    } catch (error) {
      const said = describeErrors(parseJson(content), authorization);
      throw said
        ? new ServiceUnavailableError(
            `${
              this.#transport.origin
            } answered with an error instead of a manifest (${said})`,
          )
        : error;
    }
  }

  /** A small blob, such as an image's configuration. */
  async getBlob(digest: string, signal: AbortSignal): Promise<string> {
    const request = this.#request('GET', `blobs/${digest}`, '*/*', signal);
    return await this.#transport.exchange(request, {
      found: async response => {
        const content = await response.bytes(MAX_CONFIG_BYTES);
        verifyDigest(content, digest, describeUrl(request.url));
        return content.toString('utf8');
      },
    });
  }

  /**
   * Streams a large blob. `read` must verify its digest and starts again if the
   * connection breaks; when it returns, the connection is closed, even if more
   * data follows.
   */
  async streamBlob<T>(
    digest: string,
    read: (chunks: AsyncIterable<Buffer>) => Promise<T>,
    options: { maxBytes: number; signal: AbortSignal },
  ): Promise<T> {
    const { maxBytes, signal } = options;
    const request = this.#request('GET', `blobs/${digest}`, '*/*', signal);
    return await this.#transport.exchange(request, {
      found: async response => {
        try {
          return await read(response.chunks(maxBytes));
        } finally {
          response.cancel();
        }
      },
    });
  }

  /**
   * The referrers of a manifest; undefined if the registry has no referrers
   * API.
   */
  async listReferrers(
    digest: string,
    signal: AbortSignal,
  ): Promise<Descriptor[] | undefined> {
    const transport = this.#transport;
    const repository = this.#repository;
    return await listReferrers(transport, { repository, digest, signal });
  }

  /**
   * Deletes a manifest, and with it every tag that names it (distribution-spec,
   * "Deleting Manifests").
   *
   * @returns false if the registry says that it does not exist
   * @throws NotAllowedError if the registry forbids deletion
   */
  async deleteManifest(digest: string, signal: AbortSignal): Promise<boolean> {
    const request = this.#manifestRequest('DELETE', digest, signal);
    return await this.#transport.exchange(request, {
      found: async response => {
        await response.discard();
        return true;
      },
      notFoundStatuses: [404, 405],
      notFound: ({ codes, error }) => {
        if (codes.includes('UNSUPPORTED')) {
          throw new NotAllowedError(
            `${
              this.#transport.origin
            } does not allow deleting images through its API; enable deletion in the registry, or delete them in its own interface`,
            error,
          );
        }
        // Any web server answers 404; only a registry's form of it counts.
        if (codes.length === 0) {
          throw error;
        }
        return false;
      },
    });
  }

  /** Adds a blob, unless it exists and that is not in doubt. */
  async pushBlob(
    content: Buffer,
    signal: AbortSignal,
    { isDoubted = false } = {},
  ): Promise<void> {
    const transport = this.#transport;
    const repository = this.#repository;
    await pushBlob(transport, { repository, content, isDoubted, signal });
  }

  /** Adds a manifest by its digest, or by a tag, which then names it. */
  async pushManifest(
    manifest: { tag?: string; mediaType: string; content: Buffer },
    signal: AbortSignal,
  ): Promise<PushedManifest> {
    const transport = this.#transport;
    const repository = this.#repository;
    return await pushManifest(transport, { repository, ...manifest, signal });
  }

  #manifestRequest(
    method: HttpMethod,
    reference: string,
    signal: AbortSignal,
    known?: ManifestHead,
  ): RegistryRequest {
    const accept = MANIFEST_TYPES.join(', ');
    const ifNoneMatch = known && `"${known.digest}"`;
    const path = `manifests/${reference}`;
    return { ...this.#request(method, path, accept, signal), ifNoneMatch };
  }

  #request(
    method: HttpMethod,
    path: string,
    accept: string,
    signal: AbortSignal,
  ): RegistryRequest {
    const repository = this.#repository;
    return { method, repository, url: this.#url(path), accept, signal };
  }

  #url(path: string): URL {
    return new URL(`/v2/${this.#repository}/${path}`, this.#transport.origin);
  }
}

function contentType(response: HttpResponse): string | undefined {
  const type = response.header('content-type')?.split(';')[0].trim();
  return type && printableText(type, MAX_TYPE_LENGTH);
}
