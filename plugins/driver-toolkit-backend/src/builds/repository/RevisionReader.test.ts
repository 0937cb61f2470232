import { Readable } from 'node:stream';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { ArchiveForge, type ArchiveEntry } from './__testUtils__/ArchiveForge';
import { RevisionReader } from './RevisionReader';

const COMMIT = 'c0ffee'.padEnd(40, '0');
const FILE = 'modules: [nic]\n';
const LIMITS = { maxBytes: 102_400, timeoutMs: 2_000 };

describe('RevisionReader', () => {
  let forge: ArchiveForge;
  afterEach(() => forge.stop());

  async function read(
    history: { commit?: string; status?: number; file?: string | Buffer },
    entries: Record<string, ArchiveEntry> = {},
    archive = () => Readable.from(ArchiveForge.tarOf(entries)) as Readable,
  ) {
    const { commit = COMMIT, status, file } = history;
    forge = await ArchiveForge.start(archive, {
      commit,
      status,
      files: file === undefined ? {} : { 'driver.yaml': file },
    });
    return new RevisionReader({ ...LIMITS, ...forge }).read(forge.location);
  }

  it('reads the file at the commit that it resolved', async () => {
    expect(await read({ file: FILE })).toEqual({
      commit: COMMIT,
      location: forge.location.replace('branch/main/', `commit/${COMMIT}`),
      driverFile: FILE,
    });
    expect(forge.requests.at(-1)).toBe(
      `/api/v1/repos/drivers/simple/contents/driver.yaml?ref=${COMMIT}`,
    );
  });

  it('knows a repository without the file', async () => {
    expect(await read({})).toMatchObject({
      commit: COMMIT,
      driverFile: undefined,
    });
  });

  it('does not wait for the rest of an archive', async () => {
    const endless = new Readable({
      read() {
        setTimeout(() => this.push(Buffer.alloc(512)), 1);
      },
    });
    endless.on('error', () => {});
    expect(await read({ file: FILE }, {}, () => endless)).toMatchObject({
      driverFile: FILE,
    });
  });

  it('reads the file out of the archive of a forge without hashes', async () => {
    expect(
      await read(
        { commit: 'a-version' },
        {
          'a.c': { content: 'int a;' },
          'sub/driver.yaml': { content: 'another' },
          'driver.yaml': { content: FILE },
        },
      ),
    ).toEqual({
      commit: 'a-version',
      location: forge.location,
      driverFile: FILE,
    });
  });

  it('refuses an archive that is too large', async () => {
    await expect(
      read(
        { commit: 'a-version' },
        { a: { content: Buffer.alloc(LIMITS.maxBytes + 1) } },
      ),
    ).rejects.toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining('drivers.checkoutMaxBytes'),
      }),
    );
  });

  it.each([
    ['large', 'x'.repeat(16_385), 'has more than 16384 bytes'],
    ['binary', Buffer.from([0xff, 0xfe]), 'driver.yaml is not UTF-8 text'],
  ])('refuses a %s file', async (_, file, message) => {
    await expect(read({ file })).rejects.toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining(message),
      }),
    );
  });

  it.each([
    [503, 'ServiceUnavailableError'],
    [404, 'InputError'],
  ])('names the repository if the forge answers %i', async (status, name) => {
    await expect(read({ status })).rejects.toThrow(
      expect.objectContaining({
        name,
        message: expect.stringMatching(
          /^The repository http:\S+\/drivers\/simple\S+ could not be read: /,
        ),
      }),
    );
  });

  it('says that the forge is too slow', async () => {
    forge = await ArchiveForge.start(() => Readable.from([]));
    const silent: Partial<UrlReaderService> = {
      readTree: () => new Promise(() => {}),
    };
    const reader = new RevisionReader({
      ...LIMITS,
      timeoutMs: 50,
      urlReader: silent as UrlReaderService,
      integrations: forge.integrations,
    });
    await expect(reader.read(forge.location)).rejects.toThrow(
      expect.objectContaining({
        name: 'ServiceUnavailableError',
        message: `The repository ${forge.location} did not answer within 0.05 s.`,
      }),
    );
  });
});
