import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import { askByHead } from '../askByHead';
import type { RegistryRequest, RegistryTransport } from '../RegistryTransport';
import { computeDigest } from '../verifyDigest';
import { inTurn } from './inTurn';

/**
 * Adds a blob to a repository, unless it is there already (distribution-spec,
 * "Pushing a blob monolithically", POST then PUT).
 *
 * @remarks
 * The same blob is uploaded by one at a time: of two uploads that end together,
 * a registry may lose both.
 *
 * @throws ServiceUnavailableError where the registry wants it sent elsewhere
 */
export async function pushBlob(
  transport: RegistryTransport,
  options: {
    repository: string;
    content: Buffer;
    /** Whether it is sent even where the registry says that it is there. */
    isDoubted?: boolean;
    signal: AbortSignal;
  },
): Promise<void> {
  const digest = computeDigest(options.content);
  await inTurn(`${transport.origin}/${options.repository}@${digest}`, () =>
    pushOnce(transport, digest, options),
  );
}

async function pushOnce(
  transport: RegistryTransport,
  digest: string,
  options: Parameters<typeof pushBlob>[1],
): Promise<void> {
  const { content, isDoubted = false, ...query } = options;
  if (!isDoubted && (await hasBlob(transport, { ...query, digest }))) {
    return;
  }
  const upload = await beginUpload(transport, query);
  upload.searchParams.set('digest', digest);
  try {
    await transport.exchange(
      {
        ...query,
        method: 'PUT',
        url: upload,
        accept: '*/*',
        content: { mediaType: 'application/octet-stream', body: content },
      },
      { found: response => response.discard() },
    );
  } catch (error) {
    options.signal.throwIfAborted();
    // Where the answer to a good try was lost, the next one has no upload left.
    if (!(await hasBlob(transport, { ...query, digest }))) {
      throw error;
    }
  }
}

/** Whatever else than "yes" the registry says, the blob is sent: that does no harm. */
async function hasBlob(
  transport: RegistryTransport,
  query: Pick<RegistryRequest, 'repository' | 'signal'> & { digest: string },
): Promise<boolean> {
  const { digest, ...rest } = query;
  const url = new URL(
    `/v2/${query.repository}/blobs/${digest}`,
    transport.origin,
  );
  const request = { ...rest, url, accept: '*/*' };
  return (await askByHead(transport, request, () => true)) ?? false;
}

/** @returns where the blob is to be sent */
async function beginUpload(
  transport: RegistryTransport,
  query: Pick<RegistryRequest, 'repository' | 'signal'>,
): Promise<URL> {
  const url = new URL(
    `/v2/${query.repository}/blobs/uploads/`,
    transport.origin,
  );
  const location = await transport.exchange(
    { ...query, method: 'POST', url, accept: '*/*' },
    {
      found: async response => {
        await response.discard();
        return response.header('location');
      },
    },
  );
  const target =
    location !== undefined && URL.canParse(location, url.href)
      ? new URL(location, url)
      : undefined;
  // A registry behind a proxy may not know that it is reached by https.
  if (target?.host !== url.host) {
    throw new ServiceUnavailableError(
      `${describeUrl(url)} wants the content sent to ${
        target ? describeUrl(target) : 'no address'
      }, which is refused: it goes to the registry itself only`,
    );
  }
  return new URL(`${target.pathname}${target.search}`, transport.origin);
}
