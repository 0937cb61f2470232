import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLab } from './readLab';

/**
 * Starts a separate portal on the lab, with empty databases and a library in an
 * empty repository.
 */
export async function startLibraryPortal(): Promise<{
  url: string;
  stop: () => Promise<void>;
}> {
  const { findFreePorts } = await import('../scripts/portal/freePorts.mjs');
  const { portalEnvironment } = await import(
    '../scripts/portal/portalEnvironment.mjs'
  );
  const { startPortal } = await import('../scripts/portal/startPortal.mjs');
  const { Teardown } = await import('../scripts/processes/Teardown.mjs');

  const lab = await readLab();
  const [frontend, backend] = await findFreePorts(2);
  const dataPath = await mkdtemp(join(tmpdir(), 'library-portal-'));
  const teardown = new Teardown();
  teardown.add(() => rm(dataPath, { recursive: true }));
  try {
    const { url } = await startPortal({
      node: { executable: process.execPath },
      env: portalEnvironment({
        env: {
          ...(process.env as Record<string, string>),
          DRIVER_TOOLKIT_LIBRARY: `${
            lab.registry
          }/library-${Date.now().toString(36)}/driver-toolkit`,
        },
        ports: { frontend, backend },
        dataPath,
        lab,
      }),
      configFiles: ['app-config.yaml', 'e2e/app-config.library.yaml'],
      logName: 'test-library-portal',
      teardown,
    });
    return { url, stop: () => teardown.run() };
  } catch (error) {
    await teardown.run();
    throw error;
  }
}
