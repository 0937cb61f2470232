import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {(folder: string) => Promise<void>} use of a temporary folder */
export async function inFolder(teardown, use) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const forget = teardown.add(remove);
  await use(folder);
  forget();
  await remove();
}
