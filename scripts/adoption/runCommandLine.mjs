import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const INSTALL = ['add', '--dev', '@driver-toolkit/cli'];

/**
 * Installs the command line in the app, and runs its commands on the app's configuration.
 *
 * @param {import('./Workshop.mjs').Workshop} workshop
 */
export async function runCommandLine({ app, run }) {
  await run('yarn', INSTALL);
  /** @type {(args: string[], options: Parameters<typeof run>[2]) => Promise<string[]>} */
  const command = (args, options) =>
    run('yarn', ['driver-toolkit', ...args], options);
  const credentials = { REGISTRY_USER: 'robot', REGISTRY_PASSWORD: 'none' };

  const kernels = await command(['kernels', '--config', 'app-config.yaml'], {
    env: credentials,
  });
  assert.match(kernels.join('\n'), /^5\.14\.0-391\.el9 +centos-stream-9 /m);

  await writeFile(join(app, 'wrong.yaml'), 'driverToolkit: { builders: many }');
  for (const [file, message] of Object.entries({
    'wrong.yaml': /^error: driverToolkit\.builders /,
    'missing.yaml': /^error: Config file ".+missing\.yaml" does not exist$/,
  })) {
    const lines = await command(['kernels', '--config', file], {
      expectedCode: 2,
    });
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0], message);
  }
}
