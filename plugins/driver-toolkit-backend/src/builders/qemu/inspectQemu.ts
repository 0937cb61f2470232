import { isError } from '@backstage/errors';
import { ProgramError, runProgram } from '../../machine/runProgram';
import { confine } from './confine';
import { explainStart } from './explainStart';
import { machineOf } from './machines';
import type { QemuConfig } from './QemuConfig';

const TIMEOUT_MS = 10_000;

/**
 * What keeps a builder from booting kernels, in sentences; none if it is not
 * configured to boot any.
 */
export async function inspectQemu(
  architectures: readonly string[],
  config: QemuConfig | undefined,
): Promise<string[]> {
  const problems = await Promise.all(
    architectures.map(async architecture => {
      const machine = config && machineOf(architecture, config);
      return machine && problemOf(machine.program, config.memory);
    }),
  );
  return problems.filter(problem => problem !== undefined);
}

async function problemOf(
  program: string,
  memory: number,
): Promise<string | undefined> {
  const [command, ...args] = confine([program, '--version'], {
    memory,
    seconds: TIMEOUT_MS / 1000,
  });
  try {
    await runProgram(command, args, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      timeout: TIMEOUT_MS,
    });
    return undefined;
  } catch (error) {
    const reason =
      error instanceof ProgramError && !error.isMissing
        ? explainStart(error.stderr, program)
        : isError(error) && error.message;
    return `It cannot boot kernels (boot): ${reason}`;
  }
}
