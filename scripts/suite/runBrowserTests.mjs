import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository, repositoryPath } from '../paths.mjs';
import { findFreePorts } from '../portal/freePorts.mjs';
import { portalEnvironment } from '../portal/portalEnvironment.mjs';
import { startPortal } from '../portal/startPortal.mjs';
import { writeLabTemplate } from '../portal/writeLabTemplate.mjs';
import { Teardown } from '../processes/Teardown.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { countPlaywrightResult } from './countPlaywrightResult.mjs';

/**
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { StageResult } from './runStage.mjs'
 * @import { TestContext } from './runSuite.mjs'
 */

const PLAYWRIGHT = inRepository('node_modules/@playwright/test/cli.js');
const DATA_PATH = inRepository('.cache/e2e/data');
const RESULT_PATH = inRepository('.cache/e2e/report.json');

/**
 * Runs the browser tests against a portal like that of `npm start`, on the test lab and with empty databases. One of
 * them starts a second portal, without a lab.
 *
 * @param {TestContext & { lab: LabState, browser: string }} context
 * @param {(text: string) => void} detail
 * @returns {Promise<StageResult>}
 */
export async function runBrowserTests(context, detail) {
  const { node, env, lab, browser, teardown, names } = context;
  await rm(inRepository('.cache/e2e'), { recursive: true, force: true });
  await mkdir(DATA_PATH, { recursive: true });
  const [frontend, backend] = await findFreePorts(2);

  const portalTeardown = new Teardown();
  const forget = teardown.add(() => portalTeardown.run());
  try {
    detail('starting the portal');
    const portal = await startPortal({
      node,
      env: portalEnvironment({
        env,
        ports: { frontend, backend },
        dataPath: DATA_PATH,
        lab,
        template: await writeLabTemplate(DATA_PATH, lab),
      }),
      configFiles: ['app-config.yaml'],
      logName: 'test-portal',
      teardown: portalTeardown,
    });
    const { code, lines } = await runCommand(
      node.executable,
      [PLAYWRIGHT, 'test', ...names],
      {
        cwd: repositoryPath,
        env: {
          ...env,
          // The lab's path is too long for the sockets that chromium creates there.
          TMPDIR: process.env.TMPDIR,
          PLAYWRIGHT_URL: portal.url,
          PLAYWRIGHT_BACKEND_URL: `http://localhost:${backend}`,
          DRIVER_TOOLKIT_LAB: join(lab.home, 'lab.json'),
          CHROMIUM_PATH: browser,
        },
        logFile: inRepository('.cache/logs/test-e2e.log'),
        // The list reporter names file and test before the step.
        onLine: line => detail(line.split(' › ').at(-1) ?? ''),
        teardown: portalTeardown,
      },
    );
    return await readResult(code, lines);
  } finally {
    await portalTeardown.run();
    forget();
  }
}

/**
 * @param {number | undefined} code
 * @param {string[]} lines
 */
async function readResult(code, lines) {
  const json = await readFile(RESULT_PATH, 'utf8').catch(() => undefined);
  const counts = json
    ? countPlaywrightResult(JSON.parse(json))
    : { passed: 0, failed: 0, skipped: 0 };
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
  }
  const logs =
    "The portals' output is in .cache/logs/test-*portal-backend.log, traces and screenshots are in .cache/e2e.";
  return { ...counts, report: `${lines.slice(-200).join('\n')}\n${logs}` };
}
