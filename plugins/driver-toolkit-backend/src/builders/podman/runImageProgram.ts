import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BuildFailedError } from '../BuildFailedError';
import { describeExit } from './describeExit';
import { lastLine, type Podman } from './Podman';
import { OWNER_LABEL } from './readImagePath';

/** How long ending the container may take before podman is killed. */
const PROGRAM_GRACE_MS = 20_000;
/** podman-run(1), "Exit Status": it cannot be invoked, or cannot be found. */
const NO_SUCH_PROGRAM = [126, 127];

/**
 * Runs a program of an image for what it prints, with neither network nor
 * capabilities; undefined when the image has no such program.
 *
 * @remarks
 * What it writes goes with its container, which is not read-only all the same:
 * rpm cannot open every database without writing beside it. The container's
 * label lets it be found by those who clear away after a backend that died.
 */
export async function runImageProgram<T>(options: {
  podman: Podman;
  workDirectory: string;
  imageId: string;
  /** Name, then arguments. */
  program: readonly string[];
  limits: BuilderConfig['limits'];
  read: (output: Readable) => Promise<T>;
  signal: AbortSignal;
  onProblem: (message: string, error: unknown) => void;
}): Promise<T | undefined> {
  const { podman, signal, limits } = options;
  const [program, ...programArguments] = options.program;
  const name = `driver-toolkit-${randomUUID()}`;
  let result: T | undefined;
  let problem: unknown;
  const endContainer = async () => {
    problem = undefined;
    await podman
      .query(['rm', '--force', '--ignore', '--time=0', name])
      .catch(error => {
        problem = error;
      });
  };
  try {
    const exit = await podman.run({
      arguments: [
        'run',
        '--rm',
        '--pull=never',
        '--name',
        name,
        '--label',
        `${OWNER_LABEL}=${options.workDirectory}`,
        '--network=none',
        '--cap-drop=all',
        '--security-opt=no-new-privileges',
        '--user=0',
        '--log-driver=none',
        ...(limits.memory ? ['--memory', limits.memory] : []),
        '--entrypoint',
        program,
        options.imageId,
        ...programArguments,
      ],
      signal,
      graceMs: PROGRAM_GRACE_MS,
      endContainer,
      onOutput: async output => {
        result = await options.read(output);
      },
    });
    if (NO_SUCH_PROGRAM.includes(exit.exitCode)) {
      return undefined;
    }
    if (exit.exitCode !== 0) {
      throw new BuildFailedError(
        `${program} of the image failed: ${
          lastLine(exit.stderr) || describeExit(exit)
        }`,
      );
    }
    return result;
  } catch (error) {
    await endContainer();
    if (problem !== undefined) {
      options.onProblem(`Container ${name} could not be removed`, problem);
    }
    throw error;
  }
}
