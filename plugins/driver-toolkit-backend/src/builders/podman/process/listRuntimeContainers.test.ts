import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRuntimeContainers } from './listRuntimeContainers';

describe('listRuntimeContainers', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runtime-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** A runtime that fails this many times. */
  async function runtimeAfter(failures: number, answer: string) {
    const path = join(folder, 'runtime');
    await writeFile(
      path,
      `#!/bin/sh
echo asked >> ${folder}/asked
if [ $(wc -l < ${folder}/asked) -le ${failures} ]; then
  echo 'stat /run/runc/buildah-buildah1: no such file or directory' >&2
  exit 1
fi
echo '${answer}'
`,
      { mode: 0o755 },
    );
    return path;
  }

  it('asks again if a container disappears while it is listed', async () => {
    const runtime = await runtimeAfter(2, '[{"id":"a","bundle":"/b"}]');

    await expect(listRuntimeContainers(runtime)).resolves.toEqual([
      { id: 'a', bundle: '/b' },
    ]);
  });

  it('accepts the answer of a runtime without containers', async () => {
    await expect(
      listRuntimeContainers(await runtimeAfter(0, 'null')),
    ).resolves.toEqual([]);
  });

  it('throws the error of a runtime that always fails', async () => {
    await expect(
      listRuntimeContainers(await runtimeAfter(1_000, '')),
    ).rejects.toThrow('no such file or directory');
  });
});
