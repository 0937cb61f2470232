import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Starts a mirror and a registry with this many kernels and their images.
 *
 * @param {number} kernels
 * @param {import('../../../scripts/processes/Teardown.mjs').Teardown} teardown
 * @returns their addresses, and a function that adds a kernel to the mirror
 */
export async function startWorld(kernels, teardown) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'world.mjs'), String(kernels)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const forget = teardown.add(() => child.kill());
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { mirror, registry, control } = JSON.parse(line);
  return {
    mirror,
    registry,
    /** Adds a kernel to the mirror; the registry gets no image of it. */
    async addKernel(/** @type {string} */ kernel) {
      const answer = await fetch(control, {
        method: 'POST',
        body: JSON.stringify({ addKernel: kernel }),
      });
      if (!answer.ok) {
        throw new Error(`The world's control answered ${answer.status}`);
      }
    },
    async stop() {
      forget();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
