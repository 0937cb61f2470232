import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Finds a program like a shell, and also in the folders for administrators' programs (such as
 * runc), which a user's PATH often lacks.
 *
 * @param {...string} names - alternatives, the preferred one first
 * @returns {Promise<string | undefined>} the program's absolute path
 */
export async function findCommand(...names) {
  const folders = [
    ...(process.env.PATH ?? '').split(':').filter(Boolean),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
  ];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        await access(path, constants.X_OK);
        return path;
      } catch {
        continue;
      }
    }
  }
  return undefined;
}
