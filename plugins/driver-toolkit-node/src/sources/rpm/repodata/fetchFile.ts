import {
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { describeUrl } from '../../../http/describeUrl';
import type { HttpClient } from '../../../http/HttpClient';
import type { HttpResponse } from '../../../http/HttpResponse';
import { parseRetryAfter } from '../../../http/parseRetryAfter';
import { TransientError } from '../../../http/TransientError';

/** A file's role in its repository. */
export type FileKind = 'mirrors' | 'repomd' | 'primary';

const NOT_THERE: Record<Exclude<FileKind, 'primary'>, string> = {
  mirrors: 'this list of mirrors does not exist',
  repomd: 'this address has no dnf repository',
};

/** Statuses below 500 that a retry may resolve. */
const PASSING = [408, 425, 429];

/**
 * Requests a file that must exist.
 *
 * @throws NotFoundError if the server says that the repository or list of
 * mirrors does not exist; TransientError if a retry may succeed.
 */
export async function fetchFile(
  http: HttpClient,
  url: URL,
  options: {
    kind: FileKind;
    name?: string;
    /** The configured address, if it differs. */
    namedBy?: URL;
    signal: AbortSignal;
  },
): Promise<HttpResponse> {
  const { kind, namedBy, signal } = options;
  const response = await http.send(url, {
    // A file with its checksum in its name may come from any cache.
    headers: kind === 'primary' ? {} : { 'cache-control': 'no-cache' },
    signal,
    namedBy,
  });
  if (response.ok) {
    return response;
  }
  await response.discard();
  const name = options.name ?? describeUrl(response.url);
  throw toFailure(response, `${name} answered ${response.status}`, kind);
}

function toFailure(
  response: HttpResponse,
  answer: string,
  kind: FileKind,
): Error {
  const { status } = response;
  if (status === 404 || status === 410) {
    return kind === 'primary'
      ? new TransientError(
          `${answer} although repomd.xml names it: the mirror is being updated or is damaged`,
        )
      : new NotFoundError(
          `${answer}: ${NOT_THERE[kind]}; check repositories of the kernel source`,
        );
  }
  if (status === 401 || status === 403) {
    return new NotAllowedError(
      `${answer}: the mirror refuses access; a mirror that requires a subscription needs a certificate in tls.cert and tls.key`,
    );
  }
  if (PASSING.includes(status) || status >= 500) {
    return new TransientError(
      `${answer}: the mirror is overloaded or has a problem; the next refresh tries again`,
      { retryAfter: parseRetryAfter(response.header('retry-after')) },
    );
  }
  return new ServiceUnavailableError(
    `${answer}, which is not a mirror's answer; check repositories of the kernel source`,
  );
}
