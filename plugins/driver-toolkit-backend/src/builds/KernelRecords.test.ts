import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { ImageFiles } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { pack } from 'tar-stream';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { DatabaseKernelRecordStore } from '../database/records/KernelRecordStore';
import { RecordStore } from '../database/records/RecordStore';
import { KernelRecords } from './KernelRecords';

const UNAME = '5.14.0-391.el9.x86_64';
const FOLDER = `/usr/lib/modules/${UNAME}`;
const SYMVERS = '0x00000001\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t\n';
const FILES = {
  [`${FOLDER}/symvers.gz`]: gzipSync(SYMVERS),
  [`${FOLDER}/modules.dep`]: Buffer.from(
    'kernel/net/mdio.ko.xz:\nkernel/net/phy.ko.xz: kernel/net/mdio.ko.xz\n',
  ),
  [`${FOLDER}/modules.order`]: Buffer.from(
    'kernel/net/mdio.ko\nkernel/net/extra-one.ko\n',
  ),
  [`${FOLDER}/modules.builtin`]: Buffer.from('kernel/fs/ext4/ext4.ko\n'),
  '/usr/lib/modules/kabi-current/kabi_stablelist_x86_64': Buffer.from(
    '[rhel9_x86_64_stablelist]\n\tkfree\n',
  ),
};
const plan = {
  source: 'stream',
  kernel: '5.14.0-391.el9',
  architecture: 'x86_64',
  unameRelease: UNAME,
  toolkitImage: `registry.example.com/dtk@sha256:${'a'.repeat(64)}`,
};
const { signal } = new AbortController();

describe('KernelRecords', () => {
  let knex: Knex;
  let kernels: KernelRecords;
  /** Paths that were read. */
  let read: string[];

  beforeEach(async () => {
    knex = await createTestDatabase('SQLITE_3');
    kernels = new KernelRecords(
      new DatabaseKernelRecordStore(knex, new RecordStore(knex)),
    );
    read = [];
  });

  afterEach(() => knex.destroy());

  function imageOf(files: Record<string, Buffer>): ImageFiles {
    return {
      readPath: async (path, use) => {
        read.push(path);
        if (!files[path]) {
          return undefined;
        }
        const tar = pack();
        tar.entry({ name: path.slice(1) }, files[path]);
        tar.finalize();
        return use(Readable.from(tar));
      },
    };
  }

  it('are read from a toolkit image once', async () => {
    const first = await kernels.of(plan, imageOf(FILES), signal);
    expect(first!.record).toEqual({
      unameRelease: UNAME,
      architecture: 'x86_64',
      symbols: new Map([
        [
          'module_layout',
          { crc: 1, module: 'vmlinux', namespace: '', isGplOnly: false },
        ],
      ]),
      stablelist: ['kfree'],
      modules: expect.arrayContaining([
        { name: 'mdio', depends: [] },
        { name: 'phy', depends: ['mdio'] },
        { name: 'extra_one', depends: [] },
      ]),
      builtin: ['ext4'],
    });
    expect(first!.record.modules).toHaveLength(3);
    expect(read).toEqual(Object.keys(FILES));

    const again = await kernels.of(plan, imageOf({}), signal);
    expect(read).toHaveLength(5);
    expect(again!.id).toBe(first!.id);
    expect(again!.record.symbols).toEqual(first!.record.symbols);
  });

  it('are read again from an image with another digest, or of another kernel', async () => {
    await kernels.of(plan, imageOf(FILES), signal);
    const toolkitImage = plan.toolkitImage.replace('a', 'b').replace(/a$/, 'b');
    const other = { ...plan, toolkitImage };
    expect(await kernels.of(other, imageOf({}), signal)).toBeUndefined();
    const rt = { ...plan, unameRelease: `${UNAME}+rt` };
    expect(await kernels.of(rt, imageOf(FILES), signal)).toBeUndefined();
  });

  it('are collected from a toolkit image that was built', async () => {
    const unameReleases = [UNAME, `${UNAME}+rt`];
    const records = await kernels.read(
      { ...plan, unameReleases },
      {
        ...imageOf(FILES),
        runProgram: async (_, use) =>
          use(
            Readable.from([
              Buffer.from('filename: /a/phy.ko.xz\nsrcversion: ABCDEF\n'),
            ]),
          ),
      },
      signal,
    );
    await kernels.keep(plan, records, `sha256:${'a'.repeat(64)}`);
    read = [];
    const found = await kernels.of(plan, imageOf({}), signal);
    expect(found!.record.stablelist).toEqual(['kfree']);
    expect(found!.record.modules).toEqual([
      { name: 'extra_one', depends: [] },
      { name: 'mdio', depends: [] },
      { name: 'phy', depends: ['mdio'], srcversion: 'ABCDEF' },
    ]);
    expect(read).toEqual([]);
  });

  it('are read without sources if the image’s modinfo fails', async () => {
    const [record] = await kernels.read(
      { ...plan, unameReleases: [UNAME] },
      {
        ...imageOf(FILES),
        runProgram: async () => {
          throw new Error('modinfo failed');
        },
      },
      signal,
    );
    expect(record.modules).toContainEqual({ name: 'phy', depends: ['mdio'] });
  });

  it.each([
    ['5.14.0-391.el9.aarch64', 'aarch64', 'kabi_stablelist_aarch64'],
    ['4.18.0-553.el8_10.x86_64', 'x86_64', 'kabi_whitelist_x86_64'],
    ['6.12.0-1.fc42.x86_64', 'x86_64', undefined],
  ])(
    'look for the promises of %s',
    async (unameRelease, architecture, file) => {
      await kernels.of(
        { ...plan, unameRelease, architecture },
        imageOf({}),
        signal,
      );
      expect(read.filter(path => path.includes('kabi'))).toEqual(
        file ? [`/lib/modules/kabi-current/${file}`] : [],
      );
    },
  );
});
