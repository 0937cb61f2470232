import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * Starts the registry of a benchmark in a process of its own.
 *
 * @param {object} options
 * @param {number} options.tags
 * @param {string[]} options.architectures more than one make every tag a list
 * @param {boolean} options.referrers whether it has a referrers API
 */
export async function startRegistry(options, teardown) {
  const child = fork(
    join(import.meta.dirname, 'server.mjs'),
    [JSON.stringify(options)],
    { execArgv: [] },
  );
  const forget = teardown.add(() => child.kill());
  const [{ host }] = await once(child, 'message');
  return {
    host,
    image: `${host}/bench/driver-toolkit`,
    /** Since the last call: `requests` by kind, and the `bodies` of manifests and configs that were sent. */
    counts: async () => (await fetch(`http://${host}/counts`)).json(),
    stop: async () => {
      forget();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
