import { run } from '../../lab/process/run.mjs';

/**
 * The user that PostgreSQL runs as: it refuses to run as root, and its packages create a user.
 *
 * @returns {Promise<{ uid: number, gid: number } | undefined>} undefined if this process is not root
 */
export async function postgresUser() {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const [uid, gid] = await Promise.all(
    ['--user', '--group'].map(async option =>
      Number(await run('id', [option, 'postgres'])),
    ),
  );
  return { uid, gid };
}
