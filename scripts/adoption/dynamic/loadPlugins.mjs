import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { expectSuite } from '../expectSuite.mjs';
import { runBackend } from '../runBackend.mjs';
import { PLUGINS_FOLDER } from './exportPlugins.mjs';

const SERVICE = '@backstage/backend-dynamic-feature-service';
/** Without any package of the suite. */
const BACKEND = `import { createBackend } from '@backstage/backend-defaults';
import { dynamicPluginsFeatureLoader } from '${SERVICE}';

const backend = createBackend();
backend.add(dynamicPluginsFeatureLoader());
for (const feature of [
  import('@backstage/plugin-auth-backend'),
  import('@backstage/plugin-auth-backend-module-guest-provider'),
  import('@backstage/plugin-catalog-backend'),
  import('@backstage/plugin-permission-backend'),
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
  import('@backstage/plugin-scaffolder-backend'),
]) {
  backend.add(feature);
}
backend.start();
`;

/**
 * Starts a backend that has the suite only as dynamic plugins.
 *
 * @param {import('../Workshop.mjs').Workshop} workshop
 */
export async function loadPlugins(workshop) {
  const { app, run } = workshop;
  await run('yarn', ['--cwd', 'packages/backend', 'add', SERVICE]);
  await writeFile(join(app, 'packages/backend/src/index.ts'), BACKEND);
  const path = join(app, 'app-config.yaml');
  const config = parse(await readFile(path, 'utf8'));
  config.dynamicPlugins = { rootDirectory: PLUGINS_FOLDER };
  await writeFile(path, stringify(config));

  const log = await runBackend(workshop, 'adoption-dynamic', expectSuite);

  for (const plugin of await readdir(join(app, PLUGINS_FOLDER))) {
    assert.ok(
      log.some(
        line =>
          line.includes('loaded dynamic backend plugin') &&
          line.includes(`${PLUGINS_FOLDER}/${plugin}`),
      ),
      `The log does not say that ${plugin} was loaded.`,
    );
  }
}
