import { isIP, isIPv4 } from 'node:net';
import { parse, parseCIDR, type IPv4, type IPv6 } from 'ipaddr.js';
import { embeddedIPv4 } from './embeddedIPv4';

/**
 * The reach of an address: public, a site's own network, or only this machine;
 * `reserved` addresses belong to no normal server, such as link-local ones,
 * where clouds have their metadata services.
 */
export type AddressScope = 'public' | 'private' | 'loopback' | 'reserved';

/**
 * IANA's special-purpose address registries (RFC 6890), and the addresses of
 * clouds' metadata services. The first match counts.
 */
const RANGES: [range: string, scope: AddressScope][] = [
  // This host: RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.
  ['0.0.0.0/8', 'loopback'],
  ['127.0.0.0/8', 'loopback'],
  ['::/127', 'loopback'],
  // Clouds: Azure, Alibaba, AWS, Google and Oracle.
  ['168.63.129.16/32', 'reserved'],
  ['100.100.100.200/32', 'reserved'],
  ['fd00:ec2::/32', 'reserved'],
  ['fd20:ce::254/128', 'reserved'],
  ['fd00:c1::a9fe:a9fe/128', 'reserved'],
  // A site's own: RFC 1918, RFC 6598, RFC 4193, RFC 3879.
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['100.64.0.0/10', 'private'],
  ['fc00::/7', 'private'],
  ['fec0::/10', 'private'],
  // Link-local: RFC 3927.
  ['169.254.0.0/16', 'reserved'],
  // Protocol assignments, including Teredo (RFC 4380): RFC 6890, RFC 2928.
  ['192.0.0.0/24', 'reserved'],
  ['2001::/23', 'reserved'],
  // Documentation: RFC 5737, RFC 3849, RFC 9637.
  ['192.0.2.0/24', 'reserved'],
  ['198.51.100.0/24', 'reserved'],
  ['203.0.113.0/24', 'reserved'],
  ['2001:db8::/32', 'reserved'],
  ['3fff::/20', 'reserved'],
  // Relays of 6to4: RFC 7526.
  ['192.88.99.0/24', 'reserved'],
  // Benchmarks: RFC 2544.
  ['198.18.0.0/15', 'reserved'],
  // Multicast and unassigned addresses: RFC 5771, RFC 1112.
  ['224.0.0.0/3', 'reserved'],
  // Public unicast addresses are only in 2000::/3: RFC 4291, section 2.4.
  ['2000::/3', 'public'],
  ['::/0', 'reserved'],
  ['0.0.0.0/0', 'public'],
];

const TABLE = RANGES.map(([range, scope]) => ({
  range: parseCIDR(range),
  scope,
}));

/**
 * The scope of an IP address; anything else counts as `reserved`.
 *
 * @remarks
 * An address with an embedded IPv4 address has the scope of that one, but is
 * public only if the system itself or its network's own gateway translates it.
 * Other relays may belong to anyone.
 */
export function addressScope(address: string): AddressScope {
  const [plain] = address.split('%');
  if (isIP(plain) === 0) {
    return 'reserved';
  }
  const parsed = parse(isIPv4(plain) ? plain : withoutDots(plain));
  const embedded = embeddedIPv4(parsed);
  if (!embedded) {
    return lookUp(parsed);
  }
  const scope = lookUp(embedded.address);
  return scope === 'public' && embedded.isRelayed ? 'reserved' : scope;
}

function lookUp(address: IPv4 | IPv6): AddressScope {
  const found = TABLE.find(
    ({ range }) => range[0].kind() === address.kind() && address.match(range),
  );
  return found?.scope ?? 'reserved';
}

/**
 * Only in groups, because the library treats `::8.8.8.8` as `::ffff:8.8.8.8`.
 */
function withoutDots(ipv6: string): string {
  return new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
}
