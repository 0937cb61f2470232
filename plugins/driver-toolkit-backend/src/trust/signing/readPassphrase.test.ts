import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPassphrase } from './readPassphrase';

describe('readPassphrase', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passphrase-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  const read = (passphraseFile?: string) =>
    readPassphrase({
      keyFile: '/key',
      passphraseFile,
      place: 'driverToolkit.x',
    });

  it.each([
    ['secret\n', 'secret'],
    ['secret\r\n', 'secret'],
    ['secret', 'secret'],
    ['two\nlines\n\n', 'two\nlines\n'],
    [' spaces \n', ' spaces '],
  ])('reads %j as %j', async (content, passphrase) => {
    const file = join(folder, 'passphrase');
    await writeFile(file, content);
    expect(await read(file)).toBe(passphrase);
  });

  it('has none if none is configured', async () => {
    expect(await read()).toBeUndefined();
  });

  it('names the key of a missing file', async () => {
    await expect(read(join(folder, 'gone'))).rejects.toThrow(
      'driverToolkit.x.passphraseFile',
    );
  });
});
