import { isError } from '@backstage/errors';
import { printableText } from './printableText';
import { ProxyError } from './ProxyError';

/**
 * Characters of a message that may quote the server, such as names in its
 * certificate.
 */
const MAX_SHOWN = 300;

const EXPLANATIONS: Record<string, string> = {
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name could not be resolved',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'no route leads to its host',
  ENETUNREACH: 'its network is unreachable',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
  UND_ERR_HEADERS_TIMEOUT: 'the server did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'the server stopped sending in the middle',
};

/** undici's message about a failed CONNECT. */
const PROXY_STATUS = /^Proxy response \((\d{3})\)/;

const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** OpenSSL's error for an answer that begins with `HTTP/1.1`. */
const NO_TLS =
  /wrong version number|packet length too long|unknown protocol|http request/i;

/** Whether a server that was asked by https uses plain HTTP. */
export function speaksPlainHttp(error: unknown): boolean {
  return (
    isError(error) &&
    (NO_TLS.test(error.message) || speaksPlainHttp(error.cause))
  );
}

/** Describes a network error for users. */
export function describeNetworkError(error: unknown): string {
  const code = findCode(error);
  if (error instanceof ProxyError) {
    return error.message;
  }
  if (code !== undefined && UNTRUSTED.includes(code)) {
    return `its certificate is signed by an untrusted authority; set NODE_EXTRA_CA_CERTS to that authority's file, or tls.ca for a kernel source (${code})`;
  }
  if (speaksPlainHttp(error)) {
    return 'it speaks plain HTTP, not HTTPS; set `insecure: true` for a registry, or write the address of a mirror with http://';
  }
  const explanation = code === undefined ? undefined : EXPLANATIONS[code];
  if (explanation !== undefined) {
    return `${explanation} (${code})`;
  }
  const message = isError(error) && error.message ? error.message : error;
  const status = PROXY_STATUS.exec(String(message))?.[1];
  if (status !== undefined) {
    return `the proxy refused the connection: it answered ${status} to CONNECT`;
  }
  return printableText(String(message), MAX_SHOWN);
}

function findCode(error: unknown): string | undefined {
  if (!isError(error)) {
    return undefined;
  }
  return typeof error.code === 'string' ? error.code : findCode(error.cause);
}
