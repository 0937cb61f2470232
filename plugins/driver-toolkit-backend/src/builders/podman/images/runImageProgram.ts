import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  type BuilderConfig,
  BuildFailedError,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Chores } from '../process/Chores';
import { describeExit } from '../process/describeExit';
import { lastLine, type Podman } from '../process/Podman';
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
 * label lets it be found by those who clear away after a backend that died. Of
 * a program that has ended it takes podman as long to remove the container as
 * it did to run it, for which nobody has to wait.
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
  chores: Chores;
}): Promise<T | undefined> {
  const { podman, signal, limits } = options;
  const [program, ...programArguments] = options.program;
  const name = `driver-toolkit-${randomUUID()}`;
  let result: T | undefined;
  const remove = () =>
    podman.query(['rm', '--force', '--ignore', '--time=0', name]);
  const problem = `Container ${name} could not be removed`;
  const exit = await podman
    .run({
      arguments: [
        'run',
        '--pull=never',
        '--image-volume=ignore',
        '--name',
        name,
        '--label',
        `${OWNER_LABEL}=${options.workDirectory}`,
        '--network=none',
        '--cap-drop=all',
        '--security-opt=no-new-privileges',
        '--user=0',
        // podman before 5.7.1 makes the image's own, by links that lead out of it.
        '--workdir=/',
        '--log-driver=none',
        ...(limits.memory ? ['--memory', limits.memory] : []),
        '--entrypoint',
        program,
        options.imageId,
        ...programArguments,
      ],
      signal,
      graceMs: PROGRAM_GRACE_MS,
      endContainer: async () => {
        await remove().catch(() => {}); // it is tried again
      },
      onOutput: async output => {
        result = await options.read(output);
      },
    })
    .catch(async error => {
      await remove().catch(cause => options.onProblem(problem, cause));
      throw error;
    });
  options.chores.add(problem, remove);
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
}
