import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const OWNER = 'owner';

/** Records in a folder which work directory it belongs to. */
export async function writeOwner(
  folder: string,
  workDirectory: string,
): Promise<void> {
  await writeFile(
    join(folder, OWNER),
    (await baseMark(workDirectory)) + basename(workDirectory),
  );
}

/** Whether a folder belongs to a sibling work directory that is gone. */
export async function isAbandoned(
  folder: string,
  workDirectory: string,
): Promise<boolean> {
  const owner = await readFile(join(folder, OWNER), 'utf8').catch(() => '');
  const mark = await baseMark(workDirectory);
  return (
    owner.startsWith(mark) &&
    !(await readdir(dirname(workDirectory))).includes(owner.slice(mark.length))
  );
}

/**
 * Distinguishes folders with the same path: containers may share memory, but
 * each has its own temporary files.
 */
async function baseMark(workDirectory: string): Promise<string> {
  const { dev, ino } = await stat(dirname(workDirectory));
  return `${dev}:${ino}:`;
}
