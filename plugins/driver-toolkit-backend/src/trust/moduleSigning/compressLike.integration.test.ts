import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { SpoolFile } from '../../modules/SpoolFile';
import { compressLike } from './compressLike';

const run = promisify(execFile);
const MODULE = Buffer.alloc(2_000_000, 'a module with a signature');

describe('compressLike with xz', () => {
  const { signal } = new AbortController();
  let folder: string;
  let spools: SpoolFile[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compress-like-'));
    spools = [];
    for (const name of ['model', 'from', 'to']) {
      spools.push(await SpoolFile.create(join(folder, name)));
    }
    const magic = Buffer.from('fd377a585a00', 'hex');
    await spools[0].fill(Readable.from([magic]));
    await spools[1].fill(Readable.from([MODULE]));
  });

  afterEach(async () => {
    await Promise.all(spools.map(spool => spool.close()));
    await rm(folder, { recursive: true });
  });

  const compress = () => compressLike(spools[0], spools[1], spools[2], signal);

  it('writes what kernels can decompress, each time', async () => {
    for (let round = 0; round < 2; round++) {
      await compress();
      const { stdout } = await run('xz', [
        ...['--robot', '--list', '--verbose', '--verbose', '--format=xz'],
        spools[2].path,
      ]).catch(error => error);
      expect(stdout).toMatch(/CRC32/);
      expect(stdout).toMatch(/--lzma2=dict=1MiB/);
      const { stdout: unpacked } = await run(
        'xz',
        ['--decompress', '--stdout', '--format=xz', spools[2].path],
        { encoding: 'buffer', maxBuffer: 4_000_000 },
      );
      expect(unpacked.equals(MODULE)).toBe(true);
    }
    expect(await buffer(spools[1].chunks())).toEqual(MODULE);
  });

  it('says that xz is missing', async () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      await expect(compress()).rejects.toThrow(
        'it is compressed with xz, which is not installed on the machine of the backend',
      );
    } finally {
      process.env.PATH = PATH;
    }
  });
});
