import type { Socket } from 'node:net';
import { EnvHttpProxyAgent, Pool, type buildConnector } from 'undici';
import { ProxyError } from './ProxyError';
import { readProxies } from './readProxies';

type Connect = buildConnector.connector;

/** TLS options for both the proxy and the servers behind it. */
type ProxyAgentOptions = Omit<EnvHttpProxyAgent.Options, 'noProxy'> & {
  /** Milliseconds for a connection, and for the proxy's answer. */
  timeouts: { connect: number; headers: number };
};

/**
 * Connects through the environment's proxies, or directly without them.
 *
 * @remarks
 * undici reopens a broken connection immediately and endlessly while the
 * request waits, which makes sense only for connections that worked before.
 * Here, if a proxy closes a tunnel while it is opened or before its first
 * request, the request fails instead.
 */
export function createProxyAgent({
  timeouts,
  ...options
}: ProxyAgentOptions): EnvHttpProxyAgent {
  const timeout = timeouts.connect;
  return new EnvHttpProxyAgent({
    ...options,
    ...readProxies(process.env),
    requestTls: { timeout, ...options.requestTls },
    proxyTls: { timeout },
    // The caller handles `NO_PROXY`, because the agent does not support ranges.
    noProxy: '',
    clientFactory: (origin: URL, given: object) =>
      new Pool(origin, { ...given, headersTimeout: timeouts.headers }),
    factory: (origin: URL, given: Pool.Options) =>
      new Pool(origin, { ...given, connect: failingOnce(given.connect) }),
  });
}

/** Only tunnels use the agent's own connect function. */
function failingOnce(connect: Pool.Options['connect']): typeof connect {
  if (typeof connect !== 'function') {
    return connect;
  }
  let unused: Error | undefined;
  const failing: Connect = (options, callback) => {
    if (unused) {
      const error = unused;
      unused = undefined;
      callback(error, null);
      return;
    }
    (connect as Connect)(options, (error, socket) => {
      if (error !== null && isTriedAgain(error)) {
        callback(new ProxyError(error), null);
        return;
      }
      if (socket) {
        onUnused(socket as Socket, () => {
          unused = new ProxyError();
          // undici opens the next one at once if a request waits.
          setImmediate(() => {
            unused = undefined;
          });
        });
      }
      callback(...([error, socket] as Parameters<typeof callback>));
    });
  };
  return failing;
}

/** Error codes after which undici reconnects. */
function isTriedAgain(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'UND_ERR_SOCKET' || code === 'UND_ERR_INFO';
}

/** Detects the end of an unused connection. */
function onUnused(socket: Socket, tell: () => void): void {
  const { bytesWritten } = socket;
  socket.once('close', () => {
    if (socket.bytesWritten === bytesWritten) {
      tell();
    }
  });
}
