import { join } from 'node:path';
import { ownedFolder } from './ownedFolder';

/**
 * This user's folder inside a folder that everybody can write to.
 *
 * @throws ConflictError if another user owns it
 */
export async function userFolder(shared: string): Promise<string> {
  const user = process.getuid?.();
  return ownedFolder(
    join(
      shared,
      user === undefined ? 'driver-toolkit' : `driver-toolkit-${user}`,
    ),
  );
}
