import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { checkOut } from './checkOut';

const LOCATION = 'https://forge.example.com/drivers/simple';

describe('checkOut', () => {
  const lines: string[] = [];
  let folder: string;

  beforeEach(async () => {
    lines.length = 0;
    folder = await mkdtemp(join(tmpdir(), 'check-out-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** From a forge that answers each attempt in its own way. */
  function checkOutFrom(
    ...attempts: ((targetDir: string) => Promise<void>)[]
  ): ReturnType<typeof checkOut> {
    const readTree: UrlReaderService['readTree'] = async () => {
      const attempt = attempts.shift()!;
      return {
        etag: 'a-commit',
        files: async () => [],
        archive: async () => {
          throw new Error('nobody asks for it');
        },
        dir: async options => {
          await attempt(options!.targetDir!);
          return options!.targetDir!;
        },
      };
    };
    return checkOut(
      LOCATION,
      folder,
      { readTree } as Partial<UrlReaderService> as UrlReaderService,
      1024,
      {
        signal: new AbortController().signal,
        log: line => lines.push(line),
        retryDelays: [1, 1],
      },
    );
  }

  const breakOff = async (targetDir: string) => {
    await writeFile(join(targetDir, 'half'), '');
    throw new TypeError('terminated', {
      cause: Object.assign(new Error('other side closed'), {
        code: 'UND_ERR_SOCKET',
      }),
    });
  };

  it('reads it again where the forge broke off, from the beginning', async () => {
    const { directory, version } = await checkOutFrom(
      breakOff,
      breakOff,
      async targetDir => {
        await mkdir(join(targetDir, '.git'));
        await writeFile(join(targetDir, 'Containerfile'), 'FROM scratch');
      },
    );

    expect(version).toBe('a-commit');
    expect(await readdir(directory)).toEqual(['Containerfile']);
    expect(lines).toEqual([
      `Reading ${LOCATION}`,
      `Reading the repository failed, and is tried again: The repository ${LOCATION} could not be read: terminated`,
      expect.stringMatching(/^Attempt 2 of 3/),
      `Reading the repository failed, and is tried again: The repository ${LOCATION} could not be read: terminated`,
      expect.stringMatching(/^Attempt 3 of 3/),
    ]);
  });

  it('asks once for what the forge does not have', async () => {
    const missing = async () => {
      throw new NotFoundError(`${LOCATION} could not be read, 404 Not Found`);
    };

    await expect(checkOutFrom(missing, missing)).rejects.toThrow(
      `The repository ${LOCATION} could not be read: ${LOCATION} could not be read, 404 Not Found`,
    );
    expect(lines).toEqual([`Reading ${LOCATION}`]);
  });

  it('leaves a disk that is full to its builder to tell of', async () => {
    const full = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });

    await expect(
      checkOutFrom(async () => {
        throw full;
      }),
    ).rejects.toBe(full);
  });
});
