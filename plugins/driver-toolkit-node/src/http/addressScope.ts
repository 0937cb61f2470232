import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Who can reach an address: everybody, a site's own network, this machine
 * alone; `reserved` is what no server on the internet or of a site has, such
 * as link-local addresses, where clouds keep their metadata services.
 */
export type AddressScope = 'public' | 'private' | 'loopback' | 'reserved';

type Range = [network: string, prefix: number];

/** The IANA special-purpose address registries (RFC 6890), the first match counts. */
const IPV4: [AddressScope, Range[]][] = [
  [
    'loopback',
    [
      ['127.0.0.0', 8],
      ['0.0.0.0', 8],
    ],
  ],
  [
    'private',
    [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      ['100.64.0.0', 10],
    ],
  ],
  [
    'reserved',
    [
      ['169.254.0.0', 16],
      ['192.0.0.0', 24],
      ['198.18.0.0', 15],
      ['224.0.0.0', 3],
    ],
  ],
];
const IPV6: [AddressScope, Range[]][] = [
  ['loopback', [['::', 127]]],
  // AWS answers for its metadata service at an address of its own here.
  [
    'reserved',
    [
      ['fd00:ec2::', 32],
      ['fe80::', 10],
      ['ff00::', 8],
    ],
  ],
  [
    'private',
    [
      ['fc00::', 7],
      ['fec0::', 10],
    ],
  ],
];
/** Prefixes whose addresses carry an IPv4 address that a gateway takes them to. */
const CARRIERS = [
  // IPv4-compatible, NAT64 (RFC 6052), 6to4 (RFC 3056); mapped ones are known to BlockList.
  { before: '::', bits: 96, after: '' },
  { before: '64:ff9b::', bits: 96, after: '' },
  { before: '2002:', bits: 16, after: '::' },
];

const SCOPES = (['loopback', 'reserved', 'private'] as const).map(scope => ({
  scope,
  ranges: toBlockList(scope),
}));

/** The scope of an IP address; anything else counts as `reserved`. */
export function addressScope(address: string): AddressScope {
  const [plain] = address.split('%');
  if (!isIPv4(plain) && !isIPv6(plain)) {
    return 'reserved';
  }
  const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
  return (
    SCOPES.find(({ ranges }) => ranges.check(plain, family))?.scope ?? 'public'
  );
}

function toBlockList(scope: AddressScope): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of rangesOf(IPV4, scope)) {
    list.addSubnet(network, prefix, 'ipv4');
    for (const { before, bits, after } of CARRIERS) {
      list.addSubnet(
        `${before}${toHex(network)}${after}`,
        bits + prefix,
        'ipv6',
      );
    }
  }
  for (const [network, prefix] of rangesOf(IPV6, scope)) {
    list.addSubnet(network, prefix, 'ipv6');
  }
  return list;
}

function rangesOf(table: [AddressScope, Range[]][], scope: AddressScope) {
  return table.flatMap(([name, ranges]) => (name === scope ? ranges : []));
}

/** Two groups of an IPv6 address. */
function toHex(ipv4: string): string {
  const [a, b, c, d] = ipv4.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
