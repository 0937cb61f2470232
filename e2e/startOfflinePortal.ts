import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Nothing listens there, so every request through it fails at once, with or without a network. */
const DEAD_PROXY = 'http://127.0.0.1:1';

/**
 * Starts a separate portal like `npm start -- --centos`, with empty databases and without a network.
 */
export async function startOfflinePortal(): Promise<{
  url: string;
  stop: () => Promise<void>;
}> {
  const { findFreePorts } = await import('../scripts/portal/freePorts.mjs');
  const { portalEnvironment } = await import(
    '../scripts/portal/portalEnvironment.mjs'
  );
  const { startPortal } = await import('../scripts/portal/startPortal.mjs');
  const { Teardown } = await import('../scripts/processes/Teardown.mjs');

  const [frontend, backend] = await findFreePorts(2);
  const dataPath = await mkdtemp(join(tmpdir(), 'offline-portal-'));
  const teardown = new Teardown();
  teardown.add(() => rm(dataPath, { recursive: true }));
  try {
    const { url } = await startPortal({
      node: { executable: process.execPath },
      env: portalEnvironment({
        env: withoutNetwork(process.env),
        ports: { frontend, backend },
        dataPath,
      }),
      // A local configuration must not change what is tested.
      configFiles: ['app-config.yaml', 'app-config.centos.yaml'],
      logName: 'test-offline-portal',
      teardown,
    });
    return { url, stop: () => teardown.run() };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

function withoutNetwork(env: NodeJS.ProcessEnv): Record<string, string> {
  const proxies = {
    HTTP_PROXY: DEAD_PROXY,
    HTTPS_PROXY: DEAD_PROXY,
    NO_PROXY: 'localhost,127.0.0.1',
  };
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...env, ...proxies })) {
    // Both spellings are in use, and lower case wins.
    if (value !== undefined && !(name.toUpperCase() in proxies)) {
      result[name] = value;
    }
  }
  return { ...result, ...proxies };
}
