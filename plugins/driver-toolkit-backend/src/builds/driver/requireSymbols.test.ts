import {
  type KernelModule,
  parseSymvers,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { requireSymbols } from './requireSymbols';

const KERNEL = parseSymvers(
  [
    '0x00000001\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t',
    '0x000000a1\tkfree\tvmlinux\tEXPORT_SYMBOL\t',
    '0x000000a2\tmdio_read\tdrivers/net/mdio-core\tEXPORT_SYMBOL_GPL\t',
    ...['b', 'c', 'd', 'e', 'f', 'g'].map(
      name => `0x000000ff\t${name}\tvmlinux\tEXPORT_SYMBOL\t`,
    ),
  ].join('\n'),
);
const UNVERSIONED = parseSymvers(
  [
    '0x00000000\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t',
    '0x00000000\tkfree\tvmlinux\tEXPORT_SYMBOL\t',
  ].join('\n'),
);

const versions = (needs: Record<string, number>) =>
  Object.entries(needs).map(([symbol, crc]) => ({ symbol, crc }));

function checkModules(
  modules: Record<string, Partial<KernelModule>>,
  kernel = KERNEL,
) {
  requireSymbols(
    Object.entries(modules).map(([name, info]) => ({
      path: `/opt/${name}.ko`,
      info: { architecture: 'x86_64', ...info },
    })),
    { modules: [{ name: 'without_exports', depends: [] }], symbols: kernel },
  );
}

describe('requireSymbols', () => {
  it('accepts modules whose symbols are those of the kernel and of each other', () => {
    const modules = {
      acme_nic: {
        versions: versions({
          module_layout: 1,
          kfree: 0xa1,
          mdio_read: 0xa2,
          acme_register: 7,
        }),
        depends: ['mdio_core', 'acme_core'],
      },
      'acme-core': {
        versions: versions({ module_layout: 1 }),
        exports: [{ symbol: 'acme_register', crc: 7 }],
      },
      // Its file has another name.
      renamed: { name: 'acme_extra', versions: versions({}) },
      user: {
        versions: versions({}),
        depends: ['acme_extra', 'without_exports'],
      },
    };
    expect(() => checkModules(modules)).not.toThrow();
  });

  it.each<[string, Record<string, number>, string]>([
    [
      'a symbol that nothing has',
      { module_layout: 1, gone: 1 },
      '/opt/acme.ko in the image needs gone, which neither the kernel nor another module of the image has.',
    ],
    [
      'a symbol that nothing has, before one that differs',
      { module_layout: 2, gone: 1 },
      'needs gone, which',
    ],
    [
      'another layout',
      { module_layout: 2 },
      "/opt/acme.ko in the image was compiled for another kernel: the checksum of module_layout differs from that of the toolkit's kernel. The",
    ],
    [
      'another layout and symbol',
      { module_layout: 2, kfree: 1 },
      'and so do those of 1 other symbol. The',
    ],
    [
      'another layout and symbols',
      { module_layout: 2, kfree: 1, mdio_read: 1 },
      'and so do those of 2 other symbols. The',
    ],
    [
      'another symbol',
      { module_layout: 1, kfree: 0xdeadbeef },
      '/opt/acme.ko in the image was compiled for another kernel: the checksum differs of kfree (0xdeadbeef instead of 0x000000a1).',
    ],
    [
      'many other symbols',
      { b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 },
      'f (0x00000001 instead of 0x000000ff) and 1 more.',
    ],
    [
      'a symbol of another module that has changed',
      { acme_register: 8 },
      'the checksum differs of acme_register (0x00000008 instead of 0x00000007)',
    ],
    [
      'a symbol with an unreadable name',
      { 'a\u001b[31m': 8 },
      'needs a\ufffd[31m, which',
    ],
  ])('refuses %s', (_, needs, message) => {
    expect(() =>
      checkModules({
        core: {
          versions: [],
          exports: [{ symbol: 'acme_register', crc: 7 }],
        },
        acme: { versions: versions(needs) },
      }),
    ).toThrow(message);
  });

  it('prefers a module of the image to the in-tree one, but not to the kernel', () => {
    const withTwin = (symbol: string) => () =>
      checkModules({
        mdio_core: { versions: [], exports: [{ symbol, crc: 7 }] },
        acme: { versions: versions({ [symbol]: 7 }) },
      });
    expect(withTwin('mdio_read')).not.toThrow();
    expect(withTwin('kfree')).toThrow(
      'the checksum differs of kfree (0x00000007 instead of 0x000000a1)',
    );
  });

  it('tells which symbols of which module do not match', () => {
    expect(() =>
      checkModules({ acme: { versions: versions({ kfree: 1, gone: 2 }) } }),
    ).toThrow(
      expect.objectContaining({
        name: 'BuildFailedError',
        module: '/opt/acme.ko',
        mismatches: [
          { symbol: 'kfree', expected: 1, offered: 0xa1 },
          { symbol: 'gone', expected: 2 },
        ],
      }),
    );
  });

  it('refuses a dependency that nothing has', () => {
    expect(() =>
      checkModules({ acme: { versions: [], depends: ['mdio_core', 'other'] } }),
    ).toThrow(
      '/opt/acme.ko in the image depends on other, which neither the kernel nor the image has.',
    );
  });

  it('refuses a module without versions only for a kernel with them', () => {
    expect(() => checkModules({ acme: {} })).toThrow(
      '/opt/acme.ko in the image has no symbol versions, so the kernel refuses it.',
    );
    checkModules({ acme: {} }, UNVERSIONED);
  });

  it('compares no checksums with a kernel without them', () => {
    checkModules({ acme: { versions: versions({ kfree: 5 }) } }, UNVERSIONED);
    expect(() =>
      checkModules({ acme: { versions: versions({ gone: 5 }) } }, UNVERSIONED),
    ).toThrow('needs gone');
  });
});
