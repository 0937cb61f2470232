import type { DriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** Each part with all its keys, so that a new key is missing here. */
type Complete<T> = T extends readonly unknown[] | string | number | boolean
  ? T
  : { [K in keyof T]-?: Complete<NonNullable<T[K]>> };

/** A driver with every key; the other kinds of sources are `SOURCES`. */
export const COMPLETE = {
  version: '1.4.2',
  image: 'registry.example.com/drivers/team-a/acme',
  tag: '${DRIVER_VERSION}-${KERNEL_FULL_VERSION}',
  source: {
    git: {
      url: 'https://git.example.com/acme/nic.git',
      commit: '0123456789abcdef0123456789abcdef01234567',
      path: '.',
    },
    patches: [{ file: 'patches/6.12.patch', kernels: '>= 6.12' }],
  },
  build: {
    packages: ['autoconf', 'gcc-c++', 'pkgconfig(zlib)'],
    configure: ['./configure', '--with-kernel=${KERNEL_BUILD}'],
    make: {
      directory: 'src/',
      target: 'modules',
      variables: { CONFIG_88XXAU: 'm', 'ccflags-y': '-DA="b c"' },
    },
    needs: ['component:default/other-driver'],
  },
  modules: [
    { name: 'acme_core', parameters: { debug: '0' } },
    { name: 'acme_nic', softDependencies: { before: ['mdio'], after: [] } },
  ],
  replaces: ['acme_in_tree'],
  exports: { headers: ['include/'], allow: ['component:default/another'] },
  firmware: ['firmware/acme.bin'],
  kernels: {
    sources: ['centos-stream-9'],
    variants: ['default', 'rt'],
    architectures: ['x86_64', 'aarch64'],
    newest: 3,
    range: '>= 5.14.0-362.el9',
  },
  signing: 'required',
  check: { boot: true },
} satisfies Complete<Omit<DriverFile, 'source'>> & Pick<DriverFile, 'source'>;

/** One of each kind. */
export const SOURCES = {
  path: { path: 'src', patches: [] },
  git: COMPLETE.source,
  tarball: {
    tarball: {
      url: 'https://example.com/acme-1.4.2.tar.gz',
      sha256: 'ab'.repeat(32),
      strip: 1,
      path: 'src',
    },
    patches: [],
  },
} satisfies Record<string, DriverFile['source']>;
