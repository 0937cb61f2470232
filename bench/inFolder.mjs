import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @template T
 * @param {import('../scripts/processes/Teardown.mjs').Teardown} teardown
 * @param {(folder: string) => Promise<T>} use gets a temporary folder
 */
export async function inFolder(teardown, use) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const forget = teardown.add(remove);
  const result = await use(folder);
  forget();
  await remove();
  return result;
}
