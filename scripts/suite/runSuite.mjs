import { installDependencies } from '../bootstrap/installDependencies.mjs';
import { prepareChromium } from '../bootstrap/prepareChromium.mjs';
import { prepareEmptyLab } from '../bootstrap/prepareEmptyLab.mjs';
import { preparePackages } from '../bootstrap/preparePackages.mjs';
import { prepareProgram } from '../bootstrap/prepareProgram.mjs';
import { prepareBoot } from '../bootstrap/prepareBoot.mjs';
import { prepareToken } from '../bootstrap/prepareToken.mjs';
import { startPostgres } from '../postgres/startPostgres.mjs';
import { inRepository } from '../paths.mjs';
import { findFreePorts } from '../portal/freePorts.mjs';
import { runBrowserTests } from './runBrowserTests.mjs';
import { inLab } from './inLab.mjs';
import { runChecks } from './runChecks.mjs';
import { runIntegrationTests } from './runIntegrationTests.mjs';
import { runJestTests } from './runJestTests.mjs';
import { runNodeTests } from './runNodeTests.mjs';
import { runStage } from './runStage.mjs';

/** The lab of the tests, separate from the user's own. */
const TEST_LAB = inRepository('.cache/lab/test');
/** A second one, so that two integration tests can run at a time. */
const SECOND_LAB = inRepository('.cache/lab/test-2');

/** The variable in which Backstage's test databases look for a server; any supported version works. */
const POSTGRES = 'BACKSTAGE_TEST_DATABASE_POSTGRES16_CONNECTION_STRING';

/**
 * @import { NodeProgram, Surroundings } from '../bootstrap/prepareNode.mjs'
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { Part } from './parseTestArguments.mjs'
 * @import { StageRun } from './runStage.mjs'
 * @import { Tally } from './Tally.mjs'
 */

/**
 * Context of the stages.
 *
 * @typedef {object} TestContext
 * @property {NodeProgram} node
 * @property {NodeJS.ProcessEnv} env
 * @property {Surroundings['teardown']} teardown
 * @property {string[]} names parts of the paths of the files to run; empty for all
 *
 * @typedef {object} World
 * @property {Promise<string>} postgres connection string
 * @property {Promise<LabState>} lab
 * @property {Promise<LabState>} [secondLab] for all integration tests
 * @property {Promise<string>} skopeo path
 * @property {Promise<string>} openssl path
 * @property {Promise<string>} xz path
 * @property {Promise<void>} token a PKCS #11 token in software
 * @property {Promise<void>} boot virtual machines, and what compiles kernel modules
 * @property {Promise<string>} browser path
 */

/**
 * Prepares the machine and runs the requested stages, one after another; the next one runs even if one fails.
 *
 * @remarks
 *
 * The first preparation of the lab takes a minute, so it runs in parallel to the installation and the checks. Tests
 * wait for it, because they have timeouts. If a preparation fails, the stages that need it report that. With names of
 * test files, only stages that have such files run.
 *
 * @param {Surroundings & { parts: Set<Part>, names: string[], node: NodeProgram, tally: Tally }} options
 */
export async function runSuite(options) {
  const { parts, names, node, progress, teardown, tally } = options;
  const context = { node, env: { ...node.env, CI: 'true' }, teardown, names };
  const isWhole = names.length === 0;
  /** @type {(title: string, run: StageRun) => Promise<void>} */
  const stage = async (title, run) => {
    if (!teardown.begun) {
      tally.add(await runStage(progress, title, run));
    }
  };

  const world = prepareWorld({ parts, isWhole, progress, teardown });
  await installDependencies({ node, progress, teardown });

  if (parts.has('unit') && isWhole) {
    await runChecks(stage, context);
  }
  await Promise.allSettled(Object.values(world));

  if (parts.has('unit')) {
    if (isWhole) {
      await stage('Script tests', detail =>
        runNodeTests('scripts', context, detail),
      );
    }
    /** @type {NodeJS.ProcessEnv} */
    let database = {};
    await stage('PostgreSQL', async () => {
      database = { [POSTGRES]: await world.postgres };
      return { passed: 1, failed: 0, skipped: 0 };
    });
    await stage('Unit tests', detail =>
      runJestTests(
        'unit',
        { ...context, env: { ...context.env, ...database } },
        detail,
      ),
    );
  }
  if (parts.has('integration')) {
    if (isWhole) {
      await stage('Lab tests', async detail => {
        await world.lab;
        return runNodeTests('lab', context, detail);
      });
    }
    await stage('Integration tests', async detail => {
      const labs = [await world.lab, await world.secondLab];
      await world.skopeo;
      await world.openssl;
      await world.xz;
      await world.token;
      await world.boot;
      return runIntegrationTests(context, labs.filter(isLab), detail);
    });
  }
  if (parts.has('e2e')) {
    await stage('Browser tests', async detail => {
      const lab = await world.lab;
      const browser = await world.browser;
      return runBrowserTests({ ...inLab(context, lab), lab, browser }, detail);
    });
  }
  if (parts.has('adoption')) {
    // Imported here, because it needs installed packages.
    const { runAdoption } = await import('../adoption/runAdoption.mjs');
    await runAdoption(stage, { ...context, ...world });
  }
}

/**
 * Starts to prepare only what the parts need.
 *
 * @param {Surroundings & { parts: Set<Part>, isWhole: boolean }} options
 */
function prepareWorld({ parts, isWhole, progress, teardown }) {
  const world = /** @type {World} */ ({});
  // Two package managers at the same time would wait for each other's lock.
  /** @type {Promise<unknown>} */
  let before = Promise.resolve();
  /**
   * @template T
   * @param {() => Promise<T>} prepare
   */
  const next = prepare => {
    const prepared = before.then(prepare);
    before = prepared.catch(() => {});
    return prepared;
  };
  if (parts.has('unit')) {
    world.postgres = next(() => startPostgres({ progress, teardown }));
  }
  if (parts.has('integration') || parts.has('e2e') || parts.has('adoption')) {
    const packages = next(() => preparePackages({ progress }));
    /** @param {string} home */
    const prepareLab = async home => {
      const [registry, mirror, forge] = await findFreePorts(3);
      const ports = { registry, mirror, forge };
      return prepareEmptyLab({ home, ports, progress, teardown });
    };
    world.lab = packages.then(() => prepareLab(TEST_LAB));
    if (parts.has('integration') && isWhole) {
      // From the first one's cache.
      world.secondLab = world.lab.then(() => prepareLab(SECOND_LAB));
    }
  }
  if (parts.has('integration')) {
    world.skopeo = next(() =>
      prepareProgram({ commands: ['skopeo'], name: 'skopeo', progress }),
    );
    world.openssl = next(() =>
      prepareProgram({ commands: ['openssl'], name: 'openssl', progress }),
    );
    world.xz = next(() =>
      prepareProgram({
        commands: ['xz'],
        name: { debian: 'xz-utils', fedora: 'xz' },
        progress,
      }),
    );
    world.token = next(() => prepareToken({ progress }));
    world.boot = next(() => prepareBoot({ progress }));
  }
  if (parts.has('e2e') || parts.has('adoption')) {
    world.browser = next(() => prepareChromium({ progress }));
  }
  for (const part of Object.values(world)) {
    part.catch(() => {});
  }
  return world;
}

/** @param {LabState | undefined} lab */
function isLab(lab) {
  return lab !== undefined;
}
