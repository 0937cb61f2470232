import { execFile } from 'node:child_process';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open as openFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder } from './removeFolder';

const run = promisify(execFile);

const NOBODY = 65534;

describe('removeFolder', () => {
  let base: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'remove-folder-'));
  });

  afterEach(() => rm(base, { recursive: true, force: true }));

  /** root may list anything, so this runs as another user for a while. */
  async function asUser(use: () => Promise<void>): Promise<void> {
    if (process.geteuid!() !== 0) {
      return use();
    }
    await chown(base, NOBODY, NOBODY);
    process.seteuid!(NOBODY);
    try {
      return await use();
    } finally {
      process.seteuid!(0);
    }
  }

  it('removes folders that their owner may not list, but no targets of links', async () => {
    await asUser(async () => {
      const folder = join(base, 'scratch');
      await mkdir(join(folder, 'buildah1', 'mnt', 'rootfs'), {
        recursive: true,
      });
      await mkdir(join(base, 'kept'));
      await writeFile(join(base, 'kept', 'file'), '');
      await symlink(join(base, 'kept'), join(folder, 'link'));
      await chmod(join(folder, 'buildah1', 'mnt', 'rootfs'), 0);
      await chmod(join(folder, 'buildah1', 'mnt'), 0o100);

      await removeFolder(folder);

      expect(await readdir(base)).toEqual(['kept']);
      expect(await readdir(join(base, 'kept'))).toEqual(['file']);
    });
  });

  const asRoot = process.geteuid!() === 0 ? describe : describe.skip;

  asRoot('run by root', () => {
    it('detaches mounts, and removes nothing through them', async () => {
      const folder = join(base, 'scratch');
      const inner = join(folder, 'graph', 'overlay', 'a layer', 'merged');
      const busy = join(folder, 'graph', 'containers', 'a', 'userdata', 'shm');
      const kept = join(base, 'kept');
      for (const path of [inner, busy, kept]) {
        await mkdir(path, { recursive: true });
      }
      await writeFile(join(kept, 'file'), '');
      await run('mount', ['--bind', kept, inner]);
      await run('mount', ['-t', 'tmpfs', 'none', busy]);
      const user = await openFile(join(busy, 'open'), 'w');
      try {
        await removeFolder(folder);
      } finally {
        await user.close();
      }

      expect(await readdir(base)).toEqual(['kept']);
      expect(await readdir(kept)).toEqual(['file']);
    });
  });

  it('accepts a missing folder', async () => {
    await expect(removeFolder(join(base, 'none'))).resolves.toBeUndefined();
  });
});
