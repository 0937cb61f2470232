// A Backstage backend with the driver-toolkit plugin, in a separate process; with the catalog on request:
// `node backend.mjs --config <file> [--catalog]`.
import { createRequire } from 'node:module';
import { loadSource } from '../load.mjs';

const require = createRequire(import.meta.url);
const { createBackend } = require('@backstage/backend-defaults');
const plugin = await loadSource('plugins/driver-toolkit-backend/src/index.ts');

const backend = createBackend();
if (process.argv.includes('--catalog')) {
  const module = await loadSource(
    'plugins/catalog-backend-module-driver-toolkit/src/index.ts',
  );
  backend.add(require('@backstage/plugin-catalog-backend').default);
  backend.add(module.default);
}
backend.add(plugin.default);
await backend.start();
