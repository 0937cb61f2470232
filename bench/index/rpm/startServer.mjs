import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * @param {string} folder to serve
 * @param {import('../../../scripts/processes/Teardown.mjs').Teardown} teardown
 * @returns its address, and a function that stops it
 */
export async function startServer(folder, teardown) {
  const child = fork(join(import.meta.dirname, 'server.mjs'), [folder], {
    execArgv: [],
  });
  const forget = teardown.add(() => child.kill());
  const [origin] = await once(child, 'message');
  return {
    origin,
    stop: async () => {
      forget();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
