import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { BuiltImage } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { pack, type Header } from 'tar-stream';
import {
  elfWithModinfo,
  elfWithSymbols,
  type ElfShape,
} from '../../__testUtils__/elf';
import type { KernelRecordStore } from '../../database/records/KernelRecordStore';
import type { PlannedDriver } from '../../plans/BuildPlan';
import { KernelRecords } from '../KernelRecords';
import { verifyDriverImage } from './verifyDriverImage';

const UNAME = '5.14.0-391.el9.x86_64';
const plan = {
  source: 'stream',
  kernel: '5.14.0-391.el9',
  unameRelease: UNAME,
  architecture: 'x86_64',
  toolkitImage: 'registry.example.com/dtk',
};

/** The toolkit has no digest, so nothing is kept. */
const store = {} as KernelRecordStore;

type Entry = Buffer | Partial<Header>;
/** An image's files by absolute path. */
type Files = Record<string, Entry>;

/** Compressed by `xz --check=crc32 --lzma2=dict=4KiB`. */
const XZ_OF_SYMVERS = Buffer.from(
  '/Td6WFoAAAFpIt42AgAhAQAAAAA3J5fWAQAvMHgwMDAwMDAwMQltb2R1bGVfbGF5b3V0CXZtbGludXgJRVhQT1JUX1NZTUJPTAkKAKhDfVEAAUQwhg9KkpBCmQ0BAAAAAAFZWg==',
  'base64',
);

const aModule = (release = UNAME, shape?: ElfShape) =>
  elfWithModinfo({ vermagic: `${release} SMP mod_unload ` }, shape);

describe('verifyDriverImage', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verified-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Returns folders like podman. */
  function imageOf(files: Files): Pick<BuiltImage, 'readPath'> {
    return {
      readPath: async (path, read) => {
        const parent = path.slice(0, path.lastIndexOf('/') + 1);
        const entries = Object.entries(files).filter(
          ([file]) => file === path || file.startsWith(`${path}/`),
        );
        if (entries.length === 0) {
          return undefined;
        }
        const tar = pack();
        for (const [file, entry] of entries) {
          const name = file.slice(parent.length);
          if (Buffer.isBuffer(entry)) {
            tar.entry({ name }, entry);
          } else {
            tar.entry({ name, ...entry });
          }
        }
        tar.finalize();
        return read(Readable.from(tar));
      },
    };
  }

  const verify = (files: Files, toolkit?: Files, driver?: PlannedDriver) =>
    verifyDriverImage(
      {
        ...imageOf(files),
        ...(toolkit && { toolkit: imageOf(toolkit) }),
      },
      { ...plan, driver },
      {
        signal: new AbortController().signal,
        folders: { lend: use => use(folder) },
        kernels: new KernelRecords(store),
      },
    );
  const inFolder = (path: string) => `${path}/lib/modules/${UNAME}`;

  it('accepts modules in each folder', async () => {
    const { modules } = await verify({
      [`${inFolder('/opt')}/a.ko`]: aModule(),
      [`${inFolder('')}/extra/b.ko`]: aModule(),
      [`${inFolder('/usr')}/c.ko`]: aModule(),
      '/lib/modules/other/d.ko': aModule('other'),
    });
    expect(modules.map(({ path }) => path)).toEqual([
      `${inFolder('/opt')}/a.ko`,
      `${inFolder('')}/extra/b.ko`,
      `${inFolder('/usr')}/c.ko`,
    ]);
  });

  it('requires each module that driver.yaml names', async () => {
    const files = {
      [`${inFolder('/opt')}/acme-nic.ko.gz`]: gzipSync(aModule()),
      // Its file has another name.
      [`${inFolder('/opt')}/b.ko`]: elfWithModinfo({
        vermagic: `${UNAME} SMP `,
        name: 'acme_core',
      }),
      [`${inFolder('/opt')}/others/c.ko`]: aModule(),
    };
    const named = (...names: string[]) => ({
      modules: names.map(name => ({ name })),
    });
    expect(
      await verify(files, undefined, named('acme_core', 'acme_nic')),
    ).toMatchObject({ modules: [{}, {}, {}] });
    await expect(
      verify(files, undefined, named('acme-core', 'acme_fw', 'b', 'acme-nic')),
    ).rejects.toThrow(
      'driver.yaml names modules that the image does not have: acme_fw, b. It has acme_nic, acme_core, c. Install every module that kbuild made, also those of sub-directories.',
    );
  });

  describe('symbols', () => {
    const WITH_SYMBOLS = { kernel: { record: { symbols: expect.any(Map) } } };
    const SYMVERS = Buffer.from(
      '0x00000001\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n',
    );
    const image = (crc: number) => ({
      [`${inFolder('/opt')}/a.ko`]: elfWithSymbols(
        { vermagic: `${UNAME} SMP ` },
        { needs: { module_layout: crc } },
      ),
    });

    it.each([
      ['/usr/lib/modules', 'symvers.gz', gzipSync(SYMVERS)],
      ['/lib/modules', 'symvers.gz', gzipSync(SYMVERS)],
      ['/usr/lib/modules', 'symvers.xz', XZ_OF_SYMVERS],
      ['/usr/src/kernels', 'Module.symvers', SYMVERS],
    ])(
      'must be those of the toolkit’s kernel, from %s/…/%s',
      async (parent, name, content) => {
        const toolkit = {
          [`${parent}/other/${name}`]: gzipSync('not read'),
          [`${parent}/${UNAME}/${name}`]: content,
        };
        await expect(verify(image(2), toolkit)).rejects.toThrow(
          'module_layout differs',
        );
        expect(await verify(image(1), toolkit)).toMatchObject(WITH_SYMBOLS);
      },
    );

    it('may be those of another module of the image', async () => {
      const toolkit = {
        [`/usr/lib/modules/${UNAME}/symvers.gz`]: gzipSync(SYMVERS),
      };
      const files = (crc: number) => ({
        [`${inFolder('/opt')}/user.ko`]: elfWithSymbols(
          { vermagic: `${UNAME} SMP `, depends: 'provider' },
          { needs: { module_layout: 1, acme_register: 7 } },
        ),
        [`${inFolder('/opt')}/provider.ko`]: elfWithSymbols(
          { vermagic: `${UNAME} SMP ` },
          { needs: { module_layout: 1 }, exports: { acme_register: crc } },
        ),
      });
      expect(await verify(files(7), toolkit)).toMatchObject(WITH_SYMBOLS);
      await expect(verify(files(8), toolkit)).rejects.toThrow(
        'acme_register (0x00000007 instead of 0x00000008)',
      );
    });

    it('are not checked if the toolkit image does not list them', async () => {
      const lists: (Files | undefined)[] = [
        undefined,
        {},
        { [`/usr/lib/modules/${UNAME}/symvers.gz`]: Buffer.alloc(0) },
        {
          [`/usr/lib/modules/${UNAME}/symvers.gz`]: {
            type: 'symlink',
            linkname: '/etc/passwd',
          } as const,
        },
      ];
      for (const toolkit of lists) {
        expect((await verify(image(2), toolkit)).kernel).toBeUndefined();
      }
    });

    it.each([
      ['is no list', Buffer.from('0x1\tshort'), 'Line 1 of Module.symvers'],
      ['is damaged', gzipSync(SYMVERS).subarray(0, 30), 'could not be read'],
      ['is too large', gzipSync(Buffer.alloc(2 ** 24 + 1)), 'larger than'],
    ])('fail a build if the list %s', async (_, content, message) => {
      const path = `/usr/lib/modules/${UNAME}/symvers.gz`;
      const verified = verify(image(1), { [path]: content });
      await expect(verified).rejects.toThrow(
        `${path} in the toolkit image could not be read`,
      );
      await expect(verified).rejects.toThrow(message);
    });
  });

  it.each(['/opt', '', '/usr'])(
    'refuses a module in %s/lib/modules for another kernel, even if others are good',
    async where => {
      const good = Object.fromEntries(
        ['/opt', '', '/usr'].map(other => [
          `${inFolder(other)}/good.ko`,
          aModule(),
        ]),
      );
      await expect(
        verify({ ...good, [`${inFolder(where)}/x/bad.ko`]: aModule('5.14.0') }),
      ).rejects.toThrow(
        `${inFolder(
          where,
        )}/x/bad.ko in the image was compiled for another kernel: its vermagic is '5.14.0 SMP mod_unload ', not ${UNAME}.`,
      );
    },
  );

  it.each<[string, Buffer, string]>([
    [
      'is for a kernel whose name begins with the requested kernel’s name',
      aModule(`${UNAME}+debug`),
      `its vermagic is '${UNAME}+debug SMP mod_unload '`,
    ],
    [
      'is for a kernel whose name is the beginning of the requested kernel’s name',
      aModule(UNAME.slice(0, -1)),
      'was compiled for another kernel',
    ],
    [
      'has no vermagic',
      elfWithModinfo({ license: 'GPL' }),
      `its vermagic is missing, not ${UNAME}.`,
    ],
    [
      'is for another architecture',
      aModule(UNAME, { machine: 183 }),
      'was compiled for another architecture: it is a module for aarch64, not for x86_64.',
    ],
    [
      'is for 32 bits',
      aModule(UNAME, { machine: 3, bits: 32 }),
      'it is a module for 32-bit little-endian x86, not for x86_64.',
    ],
    [
      'is not a module',
      Buffer.from('#!/bin/sh'),
      'is not a kernel module, although its name ends in .ko.',
    ],
  ])('refuses a module that %s', async (_, bytes, message) => {
    await expect(
      verify({ [`${inFolder('/opt')}/a.ko`]: bytes }),
    ).rejects.toThrow(message);
  });

  it('names the folders that it searched for modules', async () => {
    await expect(
      verify({ '/opt/lib/modules/other/a.ko': aModule() }),
    ).rejects.toThrow(
      `contains no kernel module (.ko) under ${inFolder('/opt')} or ${inFolder(
        '',
      )} or ${inFolder('/usr')}.`,
    );
  });

  it.each([
    ['a hard link', { type: 'link', linkname: `${UNAME}/a.ko` }],
    ['a link', { type: 'symlink', linkname: 'a.ko' }],
    [
      'a link through /usr',
      { type: 'symlink', linkname: `${inFolder('/usr')}/a.ko` },
    ],
  ] as const)('accepts %s to a checked module', async (_, link) => {
    expect(
      await verify({
        [`${inFolder('')}/a.ko`]: aModule(),
        [`${inFolder('')}/b.ko`]: link,
      }),
    ).toMatchObject({ modules: [{}] });
  });

  it.each([
    [
      'a hard link to a file without a module’s name',
      { type: 'link', linkname: `${UNAME}/hidden` },
      `b.ko in the image is a link to ${inFolder('')}/hidden`,
    ],
    [
      'a link out of the folder',
      { type: 'symlink', linkname: '/opt/b.ko' },
      'b.ko in the image is a link to /opt/b.ko, which is not one of the checked modules',
    ],
    [
      'a device',
      { type: 'character-device' },
      'b.ko in the image is not a kernel module',
    ],
  ] as const)('refuses %s', async (_, entry, message) => {
    await expect(
      verify({
        [`${inFolder('')}/a.ko`]: aModule(),
        [`${inFolder('')}/hidden`]: aModule('other'),
        [`${inFolder('')}/b.ko`]: entry,
      }),
    ).rejects.toThrow(message);
  });

  it('refuses an image whose only modules are links', async () => {
    await expect(
      verify({
        [`${inFolder('')}/a.ko`]: { type: 'symlink', linkname: 'a.ko' },
      }),
    ).rejects.toThrow('contains no kernel module');
  });
});
