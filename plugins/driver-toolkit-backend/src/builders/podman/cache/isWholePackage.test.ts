import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from './__testUtils__/packageFile';
import { isWholePackage } from './isWholePackage';

describe('isWholePackage', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whole-package-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  async function isWhole(content: Buffer): Promise<boolean> {
    const file = join(folder, 'a.rpm');
    await writeFile(file, content);
    return isWholePackage(file);
  }

  it.each([1000, 270])(
    'uses the length in the signature header (tag %i)',
    async tag => {
      expect(await isWhole(packageFile(5000, { tag }))).toBe(true);
      expect(await isWhole(packageFile(4999, { tag, announced: 5000 }))).toBe(
        false,
      );
      expect(await isWhole(packageFile(5001, { tag, announced: 5000 }))).toBe(
        false,
      );
    },
  );

  it.each<[string, Buffer]>([
    ['is empty', Buffer.alloc(0)],
    ['ends in the header', packageFile(5000).subarray(0, 120)],
    ['has no length', packageFile(5000, { tag: 1001 })],
    ['is not a package', Buffer.alloc(8000, 'not a package')],
  ])('is false if it %s', async (_, content) => {
    expect(await isWhole(content)).toBe(false);
  });

  it('does not read a header that is too long to be one', async () => {
    const content = packageFile(5000);
    content.writeUInt32BE(0xffffffff, 96 + 12);

    expect(await isWhole(content)).toBe(false);
  });
});
