import { BlockList, isIP } from 'node:net';
import { readVariable } from './readProxies';

const SEPARATORS = /[,\s]+/;
const WITH_PORT = /^(\[[^\]]*\](?:\/\d+)?|[^:]+):(\d+)$/;
const PREFIX = /^\d{1,3}$/;
const DEFAULT_PORTS = new Map([
  ['http:', '80'],
  ['https:', '443'],
]);

interface Exception {
  /** Undefined means every port. */
  port?: string;
  includes(host: string): boolean;
}

/**
 * The servers that `NO_PROXY` excludes from the proxy, with the rules of curl
 * and Go: names with their subdomains, addresses, address ranges (`10.0.0.0/8`,
 * `fd00::/8`), each with or without a port, and `*` for all.
 *
 * @remarks
 * Addresses and ranges match only servers given as an address. Names are not
 * looked up, because that is the proxy's task.
 */
export class NoProxy {
  /**
   * Reads the current environment; the lower-case name takes precedence, unless
   * it is empty.
   */
  static fromEnvironment(): NoProxy {
    return new NoProxy(readVariable(process.env, 'no_proxy'));
  }

  readonly #exceptions: Exception[];

  constructor(value: string) {
    this.#exceptions = value.split(SEPARATORS).filter(Boolean).map(parse);
  }

  includes(url: URL): boolean {
    const host = withoutBrackets(url.hostname).replace(/\.$/, '');
    const port = url.port || DEFAULT_PORTS.get(url.protocol);
    return this.#exceptions.some(
      exception =>
        (exception.port ?? port) === port && exception.includes(host),
    );
  }
}

function parse(entry: string): Exception {
  const [, host = entry, port] = WITH_PORT.exec(entry) ?? [];
  return {
    port: port && String(Number(port)),
    includes: parseHost(withoutBrackets(host).toLowerCase()),
  };
}

function parseHost(host: string): Exception['includes'] {
  if (host === '*') {
    return () => true;
  }
  const range = parseRange(host);
  if (range) {
    return other => isIP(other) !== 0 && range.check(other, familyOf(other));
  }
  const name = host.replace(/^\*?\./, '').replace(/\.$/, '');
  return other =>
    isIP(other) === 0 && (other === name || other.endsWith(`.${name}`));
}

/** A single address is a range, too. */
function parseRange(text: string): BlockList | undefined {
  const [address, prefix, ...others] = text.split('/');
  const family = isIP(address) === 0 ? undefined : familyOf(address);
  const bits = family === 'ipv4' ? 32 : 128;
  if (!family || others.length > 0) {
    return undefined;
  }
  const range = new BlockList();
  if (prefix === undefined) {
    range.addAddress(address, family);
  } else if (PREFIX.test(prefix) && Number(prefix) <= bits) {
    range.addSubnet(address, Number(prefix), family);
  }
  return range;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[([^\]]*)\]/, '$1');
}
