import type { Socket } from 'node:net';
import { EnvHttpProxyAgent, Pool, type buildConnector } from 'undici';
import { ProxyError } from './ProxyError';
import { readProxies } from './readProxies';

type Connect = buildConnector.connector;

/** What both the proxy and what is behind it are reached with. */
type ProxyAgentOptions = Omit<EnvHttpProxyAgent.Options, 'noProxy'> & {
  /** Milliseconds for a connection, and for the proxy's answer. */
  timeouts: { connect: number; headers: number };
};

/**
 * Reaches servers through the environment's proxies; directly where it has none.
 *
 * @remarks
 * undici takes a connection that was cut for one that is worth opening again,
 * at once and without end, and lets the request wait: it means connections that
 * had served before. A tunnel that the proxy cuts while it is opened, or before
 * anything was asked through it, fails its request instead.
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
    // What is excepted is known by the caller: the agent knows no ranges.
    noProxy: '',
    clientFactory: (origin: URL, given: object) =>
      new Pool(origin, { ...given, headersTimeout: timeouts.headers }),
    factory: (origin: URL, given: Pool.Options) =>
      new Pool(origin, { ...given, connect: failingOnce(given.connect) }),
  });
}

/** Only tunnels are opened by a function of the agent's own. */
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
          // undici opens the next one at once, if a request waits for it.
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

/** Those that undici reconnects after. */
function isTriedAgain(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'UND_ERR_SOCKET' || code === 'UND_ERR_INFO';
}

/** Tells when a connection ends that nothing was written to. */
function onUnused(socket: Socket, tell: () => void): void {
  const { bytesWritten } = socket;
  socket.once('close', () => {
    if (socket.bytesWritten === bytesWritten) {
      tell();
    }
  });
}
