import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const OWNER = 'owner';

/** Writes to a folder which work directory it belongs to. */
export async function writeOwner(
  folder: string,
  workDirectory: string,
): Promise<void> {
  await writeFile(
    join(folder, OWNER),
    (await baseMark(workDirectory)) + basename(workDirectory),
  );
}

/**
 * Whether a folder belongs to a work directory that was beside this one and is
 * gone.
 */
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
 * Tells folders apart that have one path: containers may share what is in
 * memory and each have temporary files of its own.
 */
async function baseMark(workDirectory: string): Promise<string> {
  const { dev, ino } = await stat(dirname(workDirectory));
  return `${dev}:${ino}:`;
}
