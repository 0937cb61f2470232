import { ServiceUnavailableError } from '@backstage/errors';
import { describeUrl } from '../../http/describeUrl';
import { askByHead } from '../askByHead';
import type { RegistryRequest, RegistryTransport } from '../RegistryTransport';
import { computeDigest } from '../verifyDigest';
import { inTurn } from './inTurn';

/**
 * Adds a blob to a repository, unless it exists (distribution-spec, "Pushing a
 * blob monolithically", POST then PUT).
 *
 * @remarks
 * The same blob is uploaded one at a time: if two uploads end together, a
 * registry may lose both.
 *
 * @throws ServiceUnavailableError if the registry wants it sent elsewhere
 */
export async function pushBlob(
  transport: RegistryTransport,
  options: {
    repository: string;
    content: Buffer;
    /** Whether to send it even if the registry says that it exists. */
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
    // If the answer to a successful attempt was lost, the upload is already
    // closed.
    if (!(await hasBlob(transport, { ...query, digest }))) {
      throw error;
    }
  }
}

/** After any answer but "yes" the blob is sent, which is harmless. */
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

/** @returns the address to send the blob to */
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
  // A registry behind a proxy may not know that clients use https.
  if (target?.host !== url.host) {
    throw new ServiceUnavailableError(
      `${describeUrl(url)} wants the content sent to ${
        target ? describeUrl(target) : 'no address'
      }, which is refused: content is sent only to the registry itself`,
    );
  }
  return new URL(`${target.pathname}${target.search}`, transport.origin);
}
