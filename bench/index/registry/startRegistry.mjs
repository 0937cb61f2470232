import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * @typedef {object} RegistryOptions
 * @property {number} tags
 * @property {string[]} architectures with more than one, every tag is a list
 * @property {boolean} referrers whether it has a referrers API
 */

/**
 * Starts the registry of a benchmark in a separate process.
 *
 * @param {RegistryOptions} options
 * @param {import('../../../scripts/processes/Teardown.mjs').Teardown} teardown
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
    /**
     * Since the last call: `requests` by kind, and the `bodies` of manifests and configs that were sent.
     *
     * @returns {Promise<{ requests: Record<string, number>, bodies: number }>}
     */
    counts: async () => {
      const answer = await fetch(`http://${host}/counts`);
      return JSON.parse(await answer.text());
    },
    stop: async () => {
      forget();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
