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

/** How long the container may take to end before podman is killed. */
const PROGRAM_GRACE_MS = 20_000;
/** podman-run(1), "Exit Status": the program cannot be invoked or found. */
const NO_SUCH_PROGRAM = [126, 127];

/**
 * Runs a program of an image for its output, without network and capabilities;
 * undefined if the image has no such program.
 *
 * @remarks The program's files disappear with its container. The container is
 * not read-only, because rpm cannot open every database without writing next to
 * it. A label lets other backends find the container if this backend dies.
 * Removing the container takes podman as long as running it, so nobody waits
 * for that.
 */
export async function runImageProgram<T>(options: {
  podman: Podman;
  workDirectory: string;
  imageId: string;
  /** The program's name and arguments. */
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
        // podman before 5.7.1 creates the image's working directory, even
        // through links that lead out of the image.
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
        await remove().catch(() => {}); // endContainer is called again
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
