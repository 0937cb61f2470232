import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { inRepository, repositoryPath } from '../paths.mjs';
import { runCommand } from '../processes/runCommand.mjs';
import { startProcess } from '../processes/startProcess.mjs';
import { UserError } from '../terminal/UserError.mjs';

/**
 * @import { LabState } from '../../lab/labState.mjs'
 * @import { TestContext } from '../suite/runSuite.mjs'
 */

const YARN = inRepository('.yarn/releases/yarn-4.13.0.cjs');
const SHOWN_LINES = 60;
const SHOWN_CHARACTERS = 500;

/** @typedef {Pick<TestContext, 'node' | 'env' | 'teardown'>} WorkshopContext */

/** Where the new user works: a folder with an app, the programs of a Backstage developer, and the lab. */
export class Workshop {
  /**
   * The lab's state; the first step waits for it.
   *
   * @type {LabState}
   */
  lab = /** @type {any} */ (undefined);
  /** Path of Chromium; likewise. */
  browser = '';
  /** Address of the npm registry with the suite; the first step starts it. */
  registry = '';

  /**
   * @param {string} home
   * @param {WorkshopContext} context
   */
  static async create(home, context) {
    const bin = join(home, 'bin');
    await mkdir(bin);
    const yarn = join(bin, 'yarn');
    const { executable } = context.node;
    await writeFile(yarn, `#!/bin/sh\nexec '${executable}' '${YARN}' "$@"\n`);
    await chmod(yarn, 0o755);
    const env = {
      ...context.env,
      PATH: `${bin}${delimiter}${context.env.PATH}`,
      // Otherwise, npx asks before it installs a package.
      npm_config_yes: 'true',
      // Yarn refuses to change a lockfile if CI is set.
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      // Otherwise, it asks a server on the internet which packages have types.
      YARN_TS_ENABLE_AUTO_TYPES: 'false',
    };
    return new Workshop(home, { ...context, env });
  }

  /**
   * @param {string} home
   * @param {WorkshopContext} context
   */
  constructor(home, { node, env, teardown }) {
    this.home = home;
    this.app = join(home, 'portal');
    this.node = node;
    this.env = env;
    this.teardown = teardown;
  }

  /**
   * Runs a program, in the app's folder if there is one, and waits for its end.
   *
   * @type {(command: string, args: string[], options?: { cwd?: string, env?: NodeJS.ProcessEnv, expectedCode?: number }) => Promise<string[]>}
   */
  run = async (
    command,
    args,
    { cwd = this.app, env, expectedCode = 0 } = {},
  ) => {
    const { code, lines } = await runCommand(command, args, {
      cwd,
      env: { ...this.env, ...env },
      teardown: this.teardown,
    });
    if (code !== expectedCode) {
      throw new UserError(
        `${command} ${args.join(' ')} ended with ${code}:\n${lines
          .slice(-SHOWN_LINES)
          .map(line => line.slice(0, SHOWN_CHARACTERS))
          .join('\n')}`,
      );
    }
    return lines;
  };

  /**
   * Runs a program of this repository in it.
   *
   * @param {string} script
   * @param {string[]} args
   */
  runHere(script, ...args) {
    return this.run(this.node.executable, [script, ...args], {
      cwd: repositoryPath,
    });
  }

  /**
   * Starts a program in the app's folder, which runs until it is stopped.
   *
   * @param {string} command
   * @param {string[]} args
   * @param {{ env: NodeJS.ProcessEnv, log: string, onLine: (line: string) => void }} options
   */
  start(command, args, { env, log, onLine }) {
    const started = startProcess(command, args, {
      cwd: this.app,
      env: { ...this.env, ...this.lab.env, ...env },
      logFile: inRepository(`.cache/logs/${log}.log`),
      onLine,
    });
    const forget = this.teardown.add(() => started.stop());
    return {
      ...started,
      stop: async () => {
        await started.stop({ graceMs: 20_000 });
        forget();
      },
    };
  }
}
