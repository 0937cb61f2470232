import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small file system that is soon full. Mounting it requires root. */
export class SmallDisk {
  readonly path: string;

  static async mount(mebibytes: number): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'small-disk-'));
    await run('mount', [
      ...['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`],
      ...['small-disk', path],
    ]);
    return new SmallDisk(path);
  }

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Fills the disk up to this much free space. The returned function frees the
   * space again.
   */
  async fill(leftMebibytes: number): Promise<() => Promise<void>> {
    const file = join(this.path, 'ballast');
    const { bavail, bsize } = await statfs(this.path);
    const size = bavail * bsize - leftMebibytes * 1024 ** 2;
    await run('fallocate', ['--length', String(Math.max(1, size)), file]);
    return () => rm(file);
  }

  async unmount(): Promise<void> {
    // Podman's own mounts below it are unmounted first.
    const { stdout } = await run('findmnt', [
      ...['--list', '--noheadings', '--output', 'TARGET'],
    ]);
    const points = stdout
      .split('\n')
      .filter(point => point.startsWith(this.path))
      .sort((a, b) => b.length - a.length);
    for (const point of points) {
      await run('umount', [point]);
    }
    await rm(this.path, { recursive: true, force: true });
  }
}
