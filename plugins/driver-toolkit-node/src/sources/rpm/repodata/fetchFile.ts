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

/** What a file is to its repository. */
export type FileKind = 'mirrors' | 'repomd' | 'primary';

const NOT_THERE: Record<Exclude<FileKind, 'primary'>, string> = {
  mirrors: 'there is no such list of mirrors',
  repomd: 'there is no dnf repository at this address',
};

/** Statuses below 500 that say that the same may be answered soon. */
const PASSING = [408, 425, 429];

/**
 * Asks for a file that must be there.
 *
 * @throws NotFoundError where the server says that there is no repository or
 * no list of mirrors; TransientError where it may be better the next time.
 */
export async function fetchFile(
  http: HttpClient,
  url: URL,
  options: {
    kind: FileKind;
    name?: string;
    /** The address that a person gave, where it is another. */
    namedBy?: URL;
    signal: AbortSignal;
  },
): Promise<HttpResponse> {
  const { kind, namedBy, signal } = options;
  const response = await http.send(url, {
    // What is named by its checksum may come from any cache.
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
      `${answer}: the mirror refuses access; an entitled one wants a certificate in tls.cert and tls.key`,
    );
  }
  if (PASSING.includes(status) || status >= 500) {
    return new TransientError(
      `${answer}: the mirror is overloaded or has a problem; it is asked again at the next refresh`,
      { retryAfter: parseRetryAfter(response.header('retry-after')) },
    );
  }
  return new ServiceUnavailableError(
    `${answer}, which no mirror should; check repositories of the kernel source`,
  );
}
