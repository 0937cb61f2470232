import { join } from 'node:path';
import { ownedFolder } from './ownedFolder';

/**
 * The folder of this user in one that everybody can write to.
 *
 * @throws ConflictError when somebody else has it
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
