import { mkdir, mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { WorkDirectory } from './WorkDirectory';

describe('WorkDirectory', () => {
  let folder: string;
  let work: WorkDirectory;
  /** The parts of its own name. */
  let owner: { pid: string; start: string; boot: string; namespace: string };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'work-directory-'));
    work = await WorkDirectory.create(join(folder, 'base'));
    const [, pid, start, boot, namespace] =
      /^(\d+)-(\d+)-b([0-9a-f]+)-n(\d+)-/.exec(basename(work.path))!;
    owner = { pid, start, boot, namespace };
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function beside(changes: Partial<typeof owner>): Promise<string> {
    const { pid, start, boot, namespace } = { ...owner, ...changes };
    const path = join(
      work.path,
      '..',
      `${pid}-${start}-b${boot}-n${namespace}-abcdef`,
    );
    await mkdir(path);
    return path;
  }

  it('names the boot and PID namespace of its process', async () => {
    expect(owner.pid).toBe(String(process.pid));
    expect(await readlink('/proc/self/ns/pid')).toContain(owner.namespace);
  });

  it('is abandoned when its process has ended', async () => {
    await beside({});
    const dead = await beside({ start: '1' });
    expect(await work.abandoned()).toEqual([dead]);
  });

  it('is not judged from another PID namespace', async () => {
    await beside({ start: '1', namespace: '1' });
    expect(await work.abandoned()).toEqual([]);
  });

  it('is abandoned after a restart of the machine', async () => {
    const before = await beside({ boot: '00000000', namespace: '1' });
    // Another process may have its number now.
    const same = await beside({ boot: '00000001' });
    expect((await work.abandoned()).sort()).toEqual([before, same].sort());
  });

  it('of an earlier version is judged only by its process', async () => {
    const old = join(work.path, '..', `${owner.pid}-1-abcdef`);
    await mkdir(old);
    await mkdir(join(work.path, '..', `${owner.pid}-${owner.start}-abcdef`));
    expect(await work.abandoned()).toEqual([old]);
  });
});
