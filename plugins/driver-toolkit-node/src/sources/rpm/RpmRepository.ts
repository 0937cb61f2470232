import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import type { HttpClient } from '../../http/HttpClient';
import type { HttpResponse } from '../../http/HttpResponse';
import { parseRetryAfter } from '../../http/parseRetryAfter';
import { TransientError } from '../../http/TransientError';
import {
  DEFAULT_RETRY_POLICY,
  withRetries,
  type RetryPolicy,
} from '../../http/withRetries';
import { decompress } from '../../compression/decompress';
import { parsePrimary } from './repodata/parsePrimary';
import { parseRepomd, type PrimaryLocation } from './repodata/parseRepomd';
import { resolveLocation } from './repodata/resolveLocation';
import { verified } from './repodata/verified';
import type { RpmPackage } from './RpmPackage';

const REPOMD = 'repodata/repomd.xml';
const MAX_REPOMD_BYTES = 4 * 1024 * 1024;
const MAX_PRIMARY_BYTES = 512 * 1024 * 1024;
const MAX_OPEN_PRIMARY_BYTES = 4 * 1024 * 1024 * 1024;

/** One dnf repository of one architecture. */
export class RpmRepository {
  private readonly url: URL;
  // A list is named by its checksum: while that stays, so does what was read from it.
  private last: { key: string; packages: RpmPackage[] } | undefined;

  constructor(
    url: string,
    private readonly retryPolicy: RetryPolicy = {
      ...DEFAULT_RETRY_POLICY,
      attempts: 3,
    },
  ) {
    this.url = new URL(url.endsWith('/') ? url : `${url}/`);
  }

  /**
   * The kernel's packages in it.
   *
   * @throws NotFoundError where the server says that there is no repository;
   * other errors where it could not be read or believed.
   */
  async read(http: HttpClient, signal: AbortSignal): Promise<RpmPackage[]> {
    return await withRetries(() => this.readOnce(http, signal), {
      signal,
      policy: this.retryPolicy,
    });
  }

  private async readOnce(
    http: HttpClient,
    signal: AbortSignal,
  ): Promise<RpmPackage[]> {
    const repomdUrl = new URL(REPOMD, this.url);
    const response = await http.send(repomdUrl, {
      headers: { 'cache-control': 'no-cache' },
      signal,
    });
    await this.checkStatus(response, 'repomd');
    const content = await response.bytes(MAX_REPOMD_BYTES);
    const primary = await understand(repomdUrl, signal, () =>
      parseRepomd(content),
    );
    const { algorithm, value } = primary.checksum;
    const key = `${algorithm}:${value}`;
    if (this.last?.key !== key) {
      const url = resolveLocation(baseOf(response.url) ?? this.url, primary);
      const packages = await this.readPrimary(http, url, primary, signal);
      this.last = { key, packages };
    }
    return this.last.packages;
  }

  private async readPrimary(
    http: HttpClient,
    url: URL,
    primary: PrimaryLocation,
    signal: AbortSignal,
  ): Promise<RpmPackage[]> {
    const name = describeUrl(url);
    const response = await http.send(url, { signal });
    await this.checkStatus(response, 'primary');
    const compressed = verified(
      response.chunks(MAX_PRIMARY_BYTES),
      {
        checksum: primary.checksum,
        size: primary.size,
        maxSize: MAX_PRIMARY_BYTES,
      },
      name,
    );
    const open = verified(
      decompress(compressed),
      {
        checksum: primary.openChecksum,
        size: primary.openSize,
        maxSize: MAX_OPEN_PRIMARY_BYTES,
      },
      `${name}, decompressed,`,
    );
    return await understand(url, signal, () => parsePrimary(open));
  }

  private async checkStatus(
    response: HttpResponse,
    file: 'repomd' | 'primary',
  ): Promise<void> {
    if (response.ok) {
      return;
    }
    const { status } = response;
    await response.discard();
    const answer = `${describeUrl(response.url)} answered ${status}`;
    if (status === 404 || status === 410) {
      throw file === 'repomd'
        ? new NotFoundError(
            `${answer}: there is no dnf repository at this address; check repositories of the kernel source`,
          )
        : new TransientError(
            `${answer} although repomd.xml names it: the mirror is being updated or is damaged`,
          );
    }
    if (status === 401 || status === 403) {
      throw new NotAllowedError(
        `${answer}: the mirror refuses access; an entitled one wants a certificate in tls.cert and tls.key`,
      );
    }
    if (status === 429 || status >= 500) {
      throw new TransientError(
        `${answer}: the mirror is overloaded or has a problem; it is asked again at the next refresh`,
        { retryAfter: parseRetryAfter(response.header('retry-after')) },
      );
    }
    throw new ServiceUnavailableError(
      `${answer}, which no mirror should; check repositories of the kernel source`,
    );
  }
}

/** The mirror that a redirecting address chose: its files belong together. */
function baseOf(repomd: URL): URL | undefined {
  return repomd.pathname.endsWith(`/${REPOMD}`)
    ? new URL('..', repomd)
    : undefined;
}

/**
 * Puts the file's name before what a parser or decompressor complains of. They
 * meet the damage of a file earlier than its checksum does, hence another try.
 */
async function understand<T>(
  url: URL,
  signal: AbortSignal,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TransientError) {
      throw error;
    }
    throw new TransientError(
      `${describeUrl(url)} could not be understood: ${
        toError(error).message
      }; nothing of it is used`,
      { cause: error },
    );
  }
}
