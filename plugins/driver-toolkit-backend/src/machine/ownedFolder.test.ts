import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownedFolder } from './ownedFolder';

describe('ownedFolder', () => {
  let parent: string;
  let folder: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'owned-'));
    folder = join(parent, 'folder');
  });

  afterEach(async () => {
    await rm(parent, { recursive: true, force: true });
  });

  it('belongs to this user only, new or existing', async () => {
    expect(await ownedFolder(folder)).toBe(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);

    await chmod(folder, 0o755);
    expect(await ownedFolder(folder)).toBe(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('refuses a link and a file', async () => {
    await mkdir(join(parent, 'elsewhere'));
    await symlink(join(parent, 'elsewhere'), folder);
    await expect(ownedFolder(folder)).rejects.toThrow(
      `${folder} must be a folder of the user that the backend runs as, but is a link.`,
    );

    await rm(folder);
    await writeFile(folder, '');
    await expect(ownedFolder(folder)).rejects.toThrow('but is not a folder.');
  });

  it("refuses another user's folder", async () => {
    const isRoot = process.getuid?.() === 0;
    const theirs = isRoot ? folder : '/usr';
    if (isRoot) {
      await mkdir(folder);
      await chown(folder, 65_534, 65_534);
    }

    await expect(ownedFolder(theirs)).rejects.toThrow(
      `but belongs to user ${isRoot ? 65_534 : 0}.`,
    );
  });
});
