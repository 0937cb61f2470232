import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLab } from '../__testUtils__/lab';
import { TemporaryFolders } from '../machine/TemporaryFolders';
import { FaultBench } from './__testUtils__/FaultBench';
import { podmanOn } from './__testUtils__/podmanOn';
import { quickDriver } from './__testUtils__/quickDriver';
import { SmallDisk } from './__testUtils__/SmallDisk';

jest.setTimeout(180_000);

/** The base image takes about two thirds of it. */
const DISK_MIB = 768;

/** Only root can mount a disk. */
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot('driver-toolkit backend whose builder’s disk is full', () => {
  let disk: SmallDisk;
  let bench: FaultBench;

  beforeAll(async () => {
    const lab = readLab();
    disk = await SmallDisk.mount(DISK_MIB);
    bench = await FaultBench.start(
      {},
      {
        environment: await podmanOn(disk.path, lab),
        drivers: {
          pulls: {
            files: quickDriver(['FROM ${DTK_IMAGE} AS made', 'RUN true']),
          },
          commits: {
            files: quickDriver([
              'FROM ${DTK_IMAGE} AS made',
              'RUN head -c 60M /dev/urandom > /large',
            ]),
          },
          fills: {
            files: quickDriver([
              'FROM ${DTK_IMAGE} AS made',
              'RUN head -c 2G /dev/zero > /fill',
            ]),
          },
        },
      },
    );
  });

  afterAll(async () => {
    await bench?.stop();
    await disk?.unmount();
  });

  /** The message says where and how to make room. */
  const sentence = (what: string) =>
    expect.stringMatching(
      new RegExp(
        `${what}.*\\. Builder 'local' had no room left: \\d+\\.\\d MiB of ${DISK_MIB}\\.0 MiB are free now in ${disk.path}/driver-toolkit/local \\(this builder's storage\\), .* Lower .*storage.maxBytes.*; then retry\\.$`,
      ),
    );

  async function failing(driver: string) {
    const { build } = await bench.build(driver);
    expect(build.state).toBe('failed');
    return build.error!;
  }

  it('says so if the base image does not fit, and pulls it once it fits', async () => {
    const makeRoom = await disk.fill(30);
    const error = await failing('pulls');
    expect(await bench.leftovers()).toEqual([]);
    await makeRoom();

    expect(error.message).toEqual(sentence('no space left on device'));
    expect((await bench.build('pulls')).build.state).toBe('succeeded');
  });

  it('says so if a step fills it, with the step’s output', async () => {
    const error = await failing('fills');

    expect(error.message).toEqual(
      sentence('^The step `RUN head -c 2G /dev/zero > /fill` failed'),
    );
    expect(error.lines).toContainEqual(
      expect.stringMatching(/No space left on device/),
    );
    expect(await bench.leftovers()).toEqual([]);
    expect((await bench.build('honest')).build.state).toBe('succeeded');
  });

  it('says so if a step’s layer does not fit, and leaves nothing of it', async () => {
    const makeRoom = await disk.fill(100);
    const error = await failing('commits');
    expect(await bench.leftovers()).toEqual([]);
    await makeRoom();

    expect(error.message).toEqual(
      sentence(
        '^The step `RUN head -c 60M /dev/urandom > /large` failed: .*no space left on device',
      ),
    );
    expect((await bench.build('commits')).build.state).toBe('succeeded');
  });

  it('says so if its temporary files do not fit', async () => {
    const work = join(disk.path, 'work');
    const folders = await TemporaryFolders.create((message, error) => {
      throw new Error(message, { cause: error });
    }, work);
    const writing = folders.lend(folder =>
      writeFile(join(folder, 'large'), mebibytes(DISK_MIB)),
    );

    await expect(writing).rejects.toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          new RegExp(
            `^ENOSPC: no space left on device.*\\. The backend had no room left: \\d+\\.\\d MiB of ${DISK_MIB}\\.0 MiB are free now in ${work}/\\S+ \\(temporary files\\)\\. Make room there, or start it with another TMPDIR; then retry\\.$`,
          ),
        ),
      }),
    );
    const [own] = await readdir(work);
    expect(await readdir(join(work, own))).toEqual([]);
    await folders.close();
    expect(await readdir(work)).toEqual([]);
  });
});

/**
 * More than fits on a disk of that size, even if something is removed
 * meanwhile.
 */
function* mebibytes(count: number) {
  for (let i = 0; i < count; i++) {
    yield Buffer.alloc(1024 * 1024);
  }
}
