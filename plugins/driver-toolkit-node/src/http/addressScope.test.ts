import fc from 'fast-check';
import { addressScope } from './addressScope';
import { mayReferTo } from './mayReferTo';

describe('addressScope', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['172.32.0.1', 'public'],
    ['192.169.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::808:808', 'public'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.178.1', 'private'],
    ['100.64.0.1', 'private'],
    ['100.127.255.255', 'private'],
    ['100.128.0.0', 'public'],
    ['9.255.255.255', 'public'],
    ['11.0.0.0', 'public'],
    ['fec0::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['::ffff:10.1.2.3', 'private'],
    ['::ffff:a01:203', 'private'],
    ['64:ff9b::c0a8:101', 'private'],
    ['2002:a01:203::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.9.9.9', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['::1', 'loopback'],
    ['::', 'loopback'],
    ['::127.0.0.1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['169.254.169.254', 'reserved'],
    ['::ffff:169.254.169.254', 'reserved'],
    ['fd00:ec2::254', 'reserved'],
    ['fe80::1', 'reserved'],
    ['fe80::1%eth0', 'reserved'],
    ['224.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['ff02::1', 'reserved'],
    ['100.100.100.200', 'reserved'],
    ['168.63.129.16', 'reserved'],
    ['168.63.129.15', 'public'],
    ['168.63.129.17', 'public'],
    ['::ffff:168.63.129.16', 'reserved'],
    ['fd20:ce::254', 'reserved'],
    ['fd00:c1::a9fe:a9fe', 'reserved'],
    ['192.0.0.192', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['192.88.99.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['198.20.0.0', 'public'],
    ['64:ff9b:1::808:808', 'reserved'],
    ['64:ff9b::1:0:0:1', 'reserved'],
    ['2001::1', 'reserved'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'reserved'],
    ['2001:1ff:ffff::1', 'reserved'],
    ['2001:200::1', 'public'],
    ['2001:db8::1', 'reserved'],
    ['2002:808:808::1', 'reserved'],
    ['::ffff:0:8.8.8.8', 'reserved'],
    ['::ffff:0:10.1.2.3', 'private'],
    ['::8.8.8.8', 'reserved'],
    ['::2', 'loopback'],
    ['2606:4700::5efe:10.1.2.3', 'private'],
    ['2606:4700::200:5efe:7f00:1', 'loopback'],
    ['2606:4700::200:5efe:808:808', 'reserved'],
    ['100::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['1fff::1', 'reserved'],
    ['registry.example.com', 'reserved'],
    ['', 'reserved'],
  ])('places %s', (address, scope) => {
    expect(addressScope(address)).toBe(scope);
  });

  describe('of an embedded IPv4 address', () => {
    const hex = (bytes: number[]) => Buffer.from(bytes).toString('hex');
    const groups = (digits: string) => digits.match(/.{4}/g)!.join(':');
    /**
     * All ways to embed an IPv4 address in an IPv6 address, with random other
     * bytes.
     */
    const embeddings: [string, (ipv4: string, filling: string) => string][] = [
      ['mapped', ipv4 => `${'0'.repeat(20)}ffff${ipv4}`],
      ['translated', ipv4 => `${'0'.repeat(16)}ffff0000${ipv4}`],
      ['compatible', ipv4 => `${'0'.repeat(24)}${ipv4}`],
      ['NAT64', ipv4 => `0064ff9b${'0'.repeat(16)}${ipv4}`],
      ['local NAT64', (ipv4, fill) => `0064ff9b0001${fill.slice(12)}${ipv4}`],
      ['6to4', (ipv4, fill) => `2002${ipv4}${fill}`],
      ['Teredo server', (ipv4, fill) => `20010000${ipv4}${fill.slice(4)}`],
      [
        'Teredo client',
        (ipv4, fill) =>
          `20010000${fill.slice(4)}${hex(
            [...Buffer.from(ipv4, 'hex')].map(byte => 255 - byte),
          )}`,
      ],
      ['ISATAP', ipv4 => `2606470000000000${'00005efe'}${ipv4}`],
      ['unique ISATAP', ipv4 => `2606470000000000${'02005efe'}${ipv4}`],
    ];
    const bytes = (count: number) =>
      fc.uint8Array({ minLength: count, maxLength: count });
    const inside = fc
      .tuple(
        fc.constantFrom(
          [10],
          [127],
          [0],
          [172, 16],
          [172, 31],
          [192, 168],
          [100, 64],
          [169, 254],
          [168, 63, 129, 16],
          [192, 0, 0],
          [224],
          [255, 255, 255, 255],
        ),
        bytes(4),
      )
      .map(([start, rest]) => [...start, ...rest].slice(0, 4));

    it.each(embeddings)('is internal: %s', (_, embed) => {
      fc.assert(
        fc.property(inside, bytes(10), (ipv4, filling) => {
          const address = groups(embed(hex(ipv4), hex([...filling])));

          const scope = addressScope(address);

          expect(scope).not.toBe('public');
          expect(mayReferTo('public', scope)).toBe(false);
        }),
      );
    });

    it.each(['::ffff:', '64:ff9b::'])(
      "is the IPv4 address's own after %s",
      prefix => {
        fc.assert(
          fc.property(fc.oneof(inside, bytes(4)), ipv4 => {
            const address = [...ipv4].join('.');

            expect(addressScope(`${prefix}${address}`)).toBe(
              addressScope(address),
            );
          }),
        );
      },
    );
  });
});
