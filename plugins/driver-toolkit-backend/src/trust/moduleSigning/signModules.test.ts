import { createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { InputError } from '@backstage/errors';
import {
  type BuiltImage,
  createModuleSignature,
  decompress,
  type ImageChange,
  moduleSignatureSuffix,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { extract, pack, type Header } from 'tar-stream';
import { MODULE_CERTIFICATE, MODULE_KEY } from './__testUtils__/moduleKey';
import { ModuleKey } from './ModuleKey';
import { signModules } from './signModules';

const FOLDERS = ['/opt', '', '/usr'].map(place => `${place}/lib/modules/1-1`);
const MODULE = Buffer.from('the bytes of a module');
const MTIME = new Date('2020-01-02T03:04:05Z');

type Entry = Buffer | (Partial<Header> & { content?: Buffer });

describe('signModules', () => {
  const { signal } = new AbortController();
  let folder: string;
  let key: ModuleKey;
  let change: Omit<ImageChange, 'adds'>;
  /** The new layer's entries. */
  let layer: (Pick<Header, 'name' | 'type' | 'linkname'> & {
    header: Header;
    content: Buffer;
  })[];

  beforeEach(async () => {
    layer = undefined!;
    folder = await mkdtemp(join(tmpdir(), 'sign-modules-'));
    const [keyFile, certificateFile] = ['key', 'certificate'].map(name =>
      join(folder, name),
    );
    await writeFile(keyFile, MODULE_KEY);
    await chmod(keyFile, 0o600);
    await writeFile(certificateFile, MODULE_CERTIFICATE);
    key = await ModuleKey.read(
      { name: 'a', place: 'a', hash: 'sha256', keyFile, certificateFile },
      signal,
    );
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Reads paths through links to `/usr/lib`, as podman does. */
  function imageOf(files: Record<string, Entry>): BuiltImage {
    const image: Partial<BuiltImage> = {
      readPath: async (path, read) => {
        const parent = path.slice(0, path.lastIndexOf('/') + 1);
        const below = path === '/' ? path : `${path}/`;
        const entries = Object.entries(files).filter(
          ([file]) => file === path || file.startsWith(below),
        );
        if (entries.length === 0) {
          return undefined;
        }
        const tar = pack();
        for (const [file, entry] of entries) {
          const header = {
            name: file.slice(parent.length),
            mode: 0o640,
            uid: 7,
            mtime: MTIME,
          };
          if (Buffer.isBuffer(entry)) {
            tar.entry(header, entry);
          } else {
            const { content = Buffer.alloc(0), ...changes } = entry;
            tar.entry({ ...header, mode: 0o750, ...changes }, content);
          }
        }
        tar.finalize();
        return read(Readable.from(tar));
      },
      derive: async ({ adds, ...rest }) => {
        change = rest;
        layer = [];
        for await (const entry of adds.pipe(extract())) {
          const { header } = entry;
          const { name, type, linkname } = header;
          layer.push({
            name,
            type,
            linkname,
            header,
            content: await buffer(entry),
          });
        }
        return { id: 'derived' } as BuiltImage;
      },
    };
    return image as BuiltImage;
  }

  const lend = async <T>(use: (path: string) => Promise<T>) =>
    use(await mkdtemp(join(folder, 'lent-')));

  const signAll = (files: Record<string, Entry>) =>
    signModules(imageOf(files), key, FOLDERS, {
      signal,
      folders: { lend },
    });

  const signedBytes = (module = MODULE) =>
    Buffer.concat([
      module,
      moduleSignatureSuffix(
        createModuleSignature(
          sign('sha256', module, createPrivateKey(MODULE_KEY)),
          {
            certificate: new X509Certificate(MODULE_CERTIFICATE).raw,
            keyType: 'rsa',
            hash: 'sha256',
          },
        ),
      ),
    ]);

  const folders = (...paths: string[]): Record<string, Entry> =>
    Object.fromEntries(
      paths.map(path => [path, { type: 'directory' as const }]),
    );
  const OPT = folders('/opt', '/opt/lib', '/opt/lib/modules', FOLDERS[0]);
  const inOpt = (name: string) => `${FOLDERS[0]}/${name}`;

  it('adds signed modules, and the folders that they are in', async () => {
    expect(
      await signAll({
        ...OPT,
        [inOpt('build')]: { type: 'directory' },
        [inOpt('build/Makefile')]: Buffer.from('all:'),
        [inOpt('extra')]: { type: 'directory', mode: 0o711 },
        [inOpt('extra/a.ko')]: MODULE,
        [inOpt('modules.dep')]: Buffer.from('a.ko:'),
        [inOpt('z.ko')]: Buffer.from('z'),
        ...folders('/opt/lib/modules/other'),
        '/opt/lib/modules/other/b.ko': MODULE,
      }),
    ).toEqual({ id: 'derived' });

    expect(layer.map(({ name, header }) => [name, header.mode])).toEqual([
      ['opt/', 0o750],
      ['opt/lib/', 0o750],
      ['opt/lib/modules/', 0o750],
      ['opt/lib/modules/1-1/', 0o750],
      ['opt/lib/modules/1-1/extra/', 0o711],
      ['opt/lib/modules/1-1/extra/a.ko', 0o640],
      ['opt/lib/modules/1-1/z.ko', 0o640],
    ]);
    expect(layer[5].content).toEqual(signedBytes());
    expect(layer[6].content).toEqual(signedBytes(Buffer.from('z')));
    for (const { header } of layer) {
      expect(header).toMatchObject({ uid: 7, mtime: MTIME });
    }
    const { fingerprint } = key.certificate;
    expect(change).toEqual({
      description: `modules signed with ${fingerprint}`,
      replaces: [],
      labels: { 'driver-toolkit.module-signer': fingerprint },
    });
  });

  it('adds each folder once, also after one beside it', async () => {
    await signAll({
      ...OPT,
      [inOpt('a')]: { type: 'directory' },
      [inOpt('a/a.ko')]: MODULE,
      [inOpt('b')]: { type: 'directory', mode: 0o711 },
      [inOpt('b/b.ko')]: MODULE,
      [inOpt('b/c.ko')]: MODULE,
      [inOpt('d.ko')]: MODULE,
    });
    expect(layer.slice(4).map(({ name }) => name.slice(20))).toEqual([
      'a/',
      'a/a.ko',
      'b/',
      'b/b.ko',
      'b/c.ko',
      'd.ko',
    ]);
  });

  it('keeps extended attributes of files and folders, and no other records', async () => {
    const label = { 'SCHILY.xattr.security.selinux': 'modules_object_t' };
    await signAll({
      ...OPT,
      [inOpt('a')]: { type: 'directory', pax: label },
      [inOpt('a/a.ko')]: {
        type: 'file',
        content: MODULE,
        pax: { ...label, comment: 'not an attribute' },
      },
      [inOpt('a/b.ko')]: MODULE,
    });
    const attributes = layer
      .slice(4)
      .map(({ header }) =>
        Object.entries(header.pax ?? {}).filter(([name]) => name !== 'path'),
      );
    const kept = Object.entries(label);
    expect(attributes).toEqual([kept, kept, []]);
  });

  it('replaces the signatures that modules have', async () => {
    const twice = [Buffer.from('one'), Buffer.from('another')];
    await signAll({
      ...OPT,
      [inOpt('a.ko')]: Buffer.concat([
        MODULE,
        ...twice.map(moduleSignatureSuffix),
      ]),
    });
    expect(layer.at(-1)!.content).toEqual(signedBytes());
  });

  it.each([
    ['gz', gzipSync],
    ['zst', zstdCompressSync],
  ])('compresses a module again with %s', async (extension, compress) => {
    await signAll({ ...OPT, [inOpt(`a.ko.${extension}`)]: compress(MODULE) });

    const { content } = layer.at(-1)!;
    expect(content.subarray(0, 2)).toEqual(compress(MODULE).subarray(0, 2));
    const unpacked = await buffer(
      decompress(Readable.from([content]) as AsyncIterable<Buffer>),
    );
    expect(unpacked).toEqual(signedBytes());
  });

  it('leaves symbolic links alone, and points hard links to the new file', async () => {
    await signAll({
      ...OPT,
      [inOpt('a.ko')]: MODULE,
      [inOpt('b.ko')]: { type: 'link', linkname: '1-1/a.ko' },
      [inOpt('c.ko')]: { type: 'symlink', linkname: 'a.ko' },
    });
    expect(
      layer
        .slice(4)
        .map(({ name, type, linkname }) => ({ name, type, linkname })),
    ).toEqual([
      { name: 'opt/lib/modules/1-1/a.ko', type: 'file', linkname: null },
      {
        name: 'opt/lib/modules/1-1/b.ko',
        type: 'link',
        linkname: 'opt/lib/modules/1-1/a.ko',
      },
    ]);
  });

  it.each([
    ['/lib', 'usr/lib'],
    ['/lib', '/usr/lib'],
    ['/opt', 'srv/../usr'],
    ['/opt/lib', '../usr/lib'],
  ])(
    'writes no folder in the place of the link %s to %s',
    async (link, linkname) => {
      await signAll({
        ...folders('/srv', '/opt', '/lib'),
        ...folders('/usr', '/usr/lib', '/usr/lib/modules', FOLDERS[2]),
        [`${FOLDERS[2]}/a.ko`]: MODULE,
        [link]: { type: 'symlink', linkname },
      });
      expect(layer.map(({ name }) => name)).toEqual([
        'usr/',
        'usr/lib/',
        'usr/lib/modules/',
        'usr/lib/modules/1-1/',
        'usr/lib/modules/1-1/a.ko',
      ]);
    },
  );

  it('follows links to other places', async () => {
    await signAll({
      '/opt': { type: 'symlink', linkname: 'srv/drivers' },
      ...folders('/srv', '/srv/v2', '/srv/v2/lib', '/srv/v2/lib/modules'),
      ...folders('/srv/v2/lib/modules/1-1'),
      '/srv/drivers': { type: 'symlink', linkname: './v2' },
      '/srv/v2/lib/modules/1-1/a.ko': MODULE,
    });
    expect(layer.at(-1)!.name).toBe('srv/v2/lib/modules/1-1/a.ko');
  });

  it('refuses links that lead nowhere', async () => {
    await expect(
      signAll({ '/opt': { type: 'symlink', linkname: '/opt' } }),
    ).rejects.toThrow('The image has too many links on the way to /opt/lib');
  });

  it('names a module that it cannot sign', async () => {
    const damaged = Buffer.concat([
      MODULE,
      moduleSignatureSuffix(Buffer.alloc(99)).subarray(99),
    ]);
    await expect(signAll({ ...OPT, [inOpt('a.ko')]: damaged })).rejects.toThrow(
      'The module /opt/lib/modules/1-1/a.ko in the image could not be read: The size of its signature exceeds that of the module',
    );
    key.sign = async () => {
      throw new InputError('the token is locked');
    };
    await expect(signAll({ ...OPT, [inOpt('a.ko')]: MODULE })).rejects.toThrow(
      'The module /opt/lib/modules/1-1/a.ko in the image could not be signed: the token is locked.',
    );
  });

  it('stops when its signal fires', async () => {
    const stopping = new AbortController();
    key.sign = async () => {
      stopping.abort(new Error('stopped'));
      return Buffer.alloc(0);
    };
    await expect(
      signModules(imageOf({ ...OPT, [inOpt('a.ko')]: MODULE }), key, FOLDERS, {
        signal: stopping.signal,
        folders: { lend },
      }),
    ).rejects.toThrow('stopped');
    expect(layer).toBeUndefined();
  });

  it('names the disk that is full', async () => {
    const image = imageOf({ ...OPT, [inOpt('a.ko')]: MODULE });
    await expect(
      signModules(image, key, FOLDERS, {
        signal,
        folders: {
          lend: async use => {
            const path = await mkdtemp(join(folder, 'lent-'));
            await symlink('/dev/full', join(path, 'layer.tar'));
            return use(path);
          },
        },
      }),
    ).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
