import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import type { AddressScope } from './addressScope';
import { createProxyAgent } from './createProxyAgent';
import { describeUrl } from './describeUrl';
import { mayReferTo } from './mayReferTo';
import { NoProxy } from './NoProxy';
import type { TlsMaterial } from './readTlsFiles';
import { RefusedAddressError } from './RefusedAddressError';
import type { AddressResolver, ResolvedAddress } from './resolveAddresses';

/** Options for opening connections. */
export interface ConnectionOptions {
  tls?: TlsMaterial;
  timeouts: { connect: number; headers: number; idle: number };
  resolve: AddressResolver;
  /** Hosts that a server may redirect to on any network. */
  trustedHosts: string[];
}

/**
 * Opens connections and keeps them for the next request.
 *
 * @remarks
 * A configured server may have any address. A server that only another server
 * named must not be further inside the network than that server: see {@link
 * mayReferTo}. Both kinds have separate connections, and the rule checks the
 * addresses of the connections themselves, so a name that changes its address
 * after the check gains nothing. A proxy resolves names itself; then only
 * literal addresses can be checked.
 */
export class Connections {
  readonly #noProxy = NoProxy.fromEnvironment();
  readonly #configured: Ways;
  readonly #referred = new Map<AddressScope, Ways>();
  readonly #scopes = new Map<string, AddressScope>();

  readonly #options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.#options = options;

    this.#configured = this.#createWays(async hostname => {
      const addresses = await options.resolve(hostname);
      this.#scopes.set(hostname, outermost(addresses));
      return addresses;
    });
  }

  /** For a configured server. */
  toConfigured(target: URL): Dispatcher {
    return this.#choose(this.#configured, target);
  }

  /**
   * For a server that another one named.
   *
   * @throws RefusedAddressError if its address is not allowed.
   */
  async toReferred(target: URL, by: URL): Promise<Dispatcher> {
    const isOwn = target.origin === by.origin;
    if (isOwn || this.#options.trustedHosts.includes(target.hostname)) {
      return this.toConfigured(target);
    }
    const from = await this.#scopeOf(by);
    const host = unbracket(target.hostname);
    if (isIP(host) !== 0) {
      // Literal addresses are not looked up.
      admit(await this.#options.resolve(host), from, target);
    }
    return this.#choose(this.#referrer(from), target);
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.#configured, ...this.#referred.values()]
        .flatMap(({ direct, proxied }) => [direct, proxied])
        .map(dispatcher => dispatcher.destroy()),
    );
  }

  #choose({ direct, proxied }: Ways, target: URL): Dispatcher {
    return this.#noProxy.includes(target) ? direct : proxied;
  }

  #referrer(from: AddressScope): Ways {
    const known = this.#referred.get(from);
    if (known) {
      return known;
    }
    const created = this.#createWays(async hostname =>
      admit(await this.#options.resolve(hostname), from, hostname),
    );
    this.#referred.set(from, created);
    return created;
  }

  /** An unknown scope counts as public, the most restricted. */
  async #scopeOf(url: URL): Promise<AddressScope> {
    const host = unbracket(url.hostname);
    return isIP(host) === 0
      ? this.#scopes.get(host) ?? 'public'
      : outermost(await this.#options.resolve(host));
  }

  #createWays(resolve: Resolve): Ways {
    const { tls, timeouts } = this.#options;
    const options = {
      connect: { ...tls, timeout: timeouts.connect, lookup: toLookup(resolve) },
      headersTimeout: timeouts.headers,
      bodyTimeout: timeouts.idle,
    };
    return {
      direct: new Agent(options),
      proxied: createProxyAgent({ ...options, requestTls: tls, timeouts }),
    };
  }
}

/** Without a proxy, and with the environment's proxy if it has one. */
interface Ways {
  direct: Dispatcher;
  proxied: Dispatcher;
}

type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

function admit(
  addresses: ResolvedAddress[],
  from: AddressScope,
  target: URL | string,
): ResolvedAddress[] {
  const admitted = addresses.filter(({ scope }) => mayReferTo(from, scope));
  if (admitted.length === 0 && addresses.length > 0) {
    const [{ address, scope }] = addresses;
    const name = typeof target === 'string' ? target : describeUrl(target);
    throw new RefusedAddressError(
      `A server sends its readers on to ${name}, which is refused: ${address} is a ${scope} address and the server's own is not. If that is intended, list the host in the image repository's redirectHosts (tokenHosts if it issues tokens), or configure that address itself`,
    );
  }
  return admitted;
}

/** With several addresses, the most public one counts. */
function outermost(addresses: ResolvedAddress[]): AddressScope {
  const order: AddressScope[] = ['public', 'reserved', 'private', 'loopback'];
  return (
    order.find(scope => addresses.some(address => address.scope === scope)) ??
    'public'
  );
}

/** The lookup function of `net.connect`, in its two forms. */
function toLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      addresses => {
        const fitting = addresses.filter(
          ({ family }) => !options.family || options.family === family,
        );
        const [first] = fitting;
        if (options.all || !first) {
          callback(null, fitting);
        } else {
          callback(null, first.address, first.family);
        }
      },
      error => callback(error, []),
    );
  };
}

function unbracket(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
