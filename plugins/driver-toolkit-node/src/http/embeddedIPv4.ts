import { IPv4, IPv6, parseCIDR } from 'ipaddr.js';

/** An IPv4 address within an IPv6 address. */
export interface EmbeddedIPv4 {
  address: IPv4;
  /** Whether a relay outside of this network may be needed. */
  isRelayed: boolean;
}

/**
 * Prefixes of addresses with an embedded IPv4 address, and its position in
 * bytes.
 */
const PREFIXES: [range: string, at: number, isRelayed: boolean][] = [
  // IPv4-mapped, RFC 4291, section 2.5.5.2: the system connects to the IPv4 address.
  ['::ffff:0:0/96', 12, false],
  // NAT64, RFC 6052, section 2.1: the network's own gateway translates it.
  ['64:ff9b::/96', 12, false],
  // IPv4-translated (SIIT), RFC 2765, section 2.1.
  ['::ffff:0:0:0/96', 12, true],
  // 6to4, RFC 3056, section 2.
  ['2002::/16', 2, true],
  // IPv4-compatible, RFC 4291, section 2.5.5.1.
  ['::/96', 12, true],
];
/** `::` and `::1`, which look like IPv4-compatible ones. */
const THIS_HOST = parseCIDR('::/127');
/**
 * ISATAP's interface identifiers, RFC 5214, section 6.1; one bit says whether
 * the address is unique.
 */
const ISATAP = parseCIDR('::5efe:0:0/96');
const UNIQUE_BIT = 0x02;

const TABLE = PREFIXES.map(([range, at, isRelayed]) => ({
  range: parseCIDR(range),
  at,
  isRelayed,
}));

/** The IPv4 address embedded in an address, if any. */
export function embeddedIPv4(address: IPv4 | IPv6): EmbeddedIPv4 | undefined {
  if (address.kind() === 'ipv4' || address.match(THIS_HOST)) {
    return undefined;
  }
  const bytes = address.toByteArray();
  const prefix = TABLE.find(({ range }) => address.match(range));
  if (prefix) {
    const { at, isRelayed } = prefix;
    return { address: new IPv4(bytes.slice(at, at + 4)), isRelayed };
  }
  return isIsatap(bytes)
    ? { address: new IPv4(bytes.slice(12)), isRelayed: true }
    : undefined;
}

function isIsatap(bytes: number[]): boolean {
  const identifier = [...Array(8).fill(0), ...bytes.slice(8)];
  identifier[8] &= ~UNIQUE_BIT;
  return new IPv6(identifier).match(ISATAP);
}
