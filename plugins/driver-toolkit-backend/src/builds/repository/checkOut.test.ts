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

  /** A checkout from a forge that answers each attempt differently. */
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
      { location: LOCATION },
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

  it('reads it again from the beginning if the forge broke off', async () => {
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
      `Reading the repository failed and will be retried: The repository ${LOCATION} could not be read: terminated`,
      expect.stringMatching(/^Attempt 2 of 3/),
      `Reading the repository failed and will be retried: The repository ${LOCATION} could not be read: terminated`,
      expect.stringMatching(/^Attempt 3 of 3/),
    ]);
  });

  const readAs = (location: string, commit: string) =>
    checkOut(
      { location, commit },
      folder,
      {
        readTree: async () => ({
          etag: 'another',
          dir: async (options: { targetDir: string }) => options.targetDir,
        }),
      } as unknown as UrlReaderService,
      1024,
      {
        signal: new AbortController().signal,
        log: line => lines.push(line),
        retryDelays: [1],
      },
    );

  it('does not build another commit than the planned one', async () => {
    await expect(readAs(LOCATION, 'planned')).rejects.toThrow(
      `The repository ${LOCATION} changed from planned to another after the build was requested`,
    );
    expect(lines).toEqual([`Reading ${LOCATION}`]);
  });

  it('trusts an address that has the commit', async () => {
    // GitLab names the last commit that changed the folder.
    const { version } = await readAs(`${LOCATION}/tree/planned/a`, 'planned');
    expect(version).toBe('planned');
  });

  it('requests a missing repository only once', async () => {
    const missing = async () => {
      throw new NotFoundError(`${LOCATION} could not be read, 404 Not Found`);
    };

    await expect(checkOutFrom(missing, missing)).rejects.toThrow(
      `The repository ${LOCATION} could not be read: ${LOCATION} could not be read, 404 Not Found`,
    );
    expect(lines).toEqual([`Reading ${LOCATION}`]);
  });

  it('leaves the error of a full disk to its builder', async () => {
    const full = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });

    await expect(
      checkOutFrom(async () => {
        throw full;
      }),
    ).rejects.toBe(full);
  });
});
