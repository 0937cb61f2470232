import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { z } from 'zod';
import { describeUrl } from '../../http/describeUrl';
import type { HttpClient } from '../../http/HttpClient';
import type { HttpResponse } from '../../http/HttpResponse';
import { parseRetryAfter } from '../../http/parseRetryAfter';
import { printableText } from '../../http/printableText';
import { TransientError } from '../../http/TransientError';
import { withRetries, type RetryPolicy } from '../../http/withRetries';
import { parseJson } from '../../registry/parseJson';

/** The public ones have up to 2 MB. */
const MAX_GRAPH_BYTES = 32 * 1024 ** 2;
const MAX_NODES = 20_000;
const MAX_SHOWN = 100;

const graph = z.looseObject({
  nodes: z
    .array(z.looseObject({ version: z.string(), payload: z.string() }))
    .max(MAX_NODES),
});

/** A release in an update graph. */
export interface GraphNode {
  version: string;
  /** Reference of the release's payload image. */
  payload: string;
}

/** A request to an update service. */
export interface GraphRequest {
  graph: string;
  channel: string;
  /** OCI name. */
  architecture: string;
  signal: AbortSignal;
  retryPolicy?: RetryPolicy;
}

/**
 * The releases of a channel for an architecture, from an update service with
 * Cincinnati's graph API (openshift/cincinnati, `docs/design/openshift.md`). A
 * missing channel is empty.
 */
export async function readUpdateGraph(
  http: HttpClient,
  request: GraphRequest,
): Promise<GraphNode[]> {
  const { signal, retryPolicy: policy } = request;
  return await withRetries(() => readOnce(http, request), { signal, policy });
}

async function readOnce(
  http: HttpClient,
  { graph: address, channel, architecture, signal }: GraphRequest,
): Promise<GraphNode[]> {
  const url = new URL(address);
  url.searchParams.set('channel', channel);
  url.searchParams.set('arch', architecture);
  const response = await http.send(url, {
    headers: { accept: 'application/json' },
    signal,
  });
  const name = `${describeUrl(response.url)} (${channel}, ${architecture})`;
  if (!response.ok) {
    const failure = describeFailure(response, name);
    await response.discard();
    throw failure;
  }
  const body = await response.bytes(MAX_GRAPH_BYTES);
  const parsed = graph.safeParse(parseJson(body.toString('utf8')));
  if (!parsed.success) {
    throw new ServiceUnavailableError(
      `${name} answered with ${printableText(
        response.header('content-type') ?? 'something',
        MAX_SHOWN,
      )}, which is not an update graph; check graph of the kernel source`,
    );
  }
  return parsed.data.nodes;
}

function describeFailure(response: HttpResponse, name: string): Error {
  const { status } = response;
  const answer = `${name} answered ${status}`;
  if (status === 404 || status === 410) {
    return new NotFoundError(
      `${answer}: this address has no update service; check graph of the kernel source`,
    );
  }
  if (status === 401 || status === 403) {
    return new NotAllowedError(
      `${answer}: the update service refuses access; set graph of the kernel source to one that needs no account`,
    );
  }
  if (status === 429 || status >= 500) {
    return new TransientError(
      `${answer}: the update service is overloaded or has a problem; the next refresh tries again`,
      { retryAfter: parseRetryAfter(response.header('retry-after')) },
    );
  }
  return status === 400 || status === 406
    ? new InputError(
        `${answer}: the update service does not understand the request; check graph and channels of the kernel source`,
      )
    : new ServiceUnavailableError(
        `${answer}, which is not an update service's answer; check graph of the kernel source`,
      );
}
