import type { Matrix } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { CommandContext } from '../CommandContext';
import { loadConfig } from '../config/loadConfig';
import type { ExitCode } from '../ExitCode';
import { chooseTarget } from '../matrix/chooseTarget';
import { readMatrix } from '../matrix/readMatrix';
import { createWarningLogger } from '../readings/createWarningLogger';

/** Options of `driver-toolkit matrix`. */
export interface MatrixCommandOptions {
  config: string[];
  source?: string;
  repository?: string;
  all?: boolean;
  limit?: number;
  perArchitecture?: boolean;
  runner?: ReadonlyMap<string, string>;
  versions?: boolean;
  include?: boolean;
}

/** `driver-toolkit matrix` */
export async function printMatrix(
  options: MatrixCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = await loadConfig(options.config, context.env);
  const { source, repository } = chooseTarget(config, options);
  const { matrix, exitCode } = await readMatrix(
    {
      source,
      repository,
      baseImage: source.baseImage ?? config.toolkit.baseImage,
      options: {
        missing: !options.all,
        perArchitecture: options.perArchitecture,
        limit: options.limit,
        runners: options.runner,
      },
    },
    context,
  );
  if (matrix) {
    tellOmissions(matrix, context);
    context.stdout.write(`${JSON.stringify(pick(matrix, options))}\n`);
  }
  return exitCode;
}

/** Only one list on request: a job matrix must not contain the other. */
function pick(
  { versions, include }: Pick<Matrix, 'versions' | 'include'>,
  options: MatrixCommandOptions,
) {
  if (options.versions) {
    return { versions };
  }
  return options.include ? { include } : { versions, include };
}

function tellOmissions(
  { omitted, unknown }: Pick<Matrix, 'omitted' | 'unknown'>,
  { stderr }: CommandContext,
): void {
  const logger = createWarningLogger(stderr);
  for (const { kernel, reason } of unknown) {
    logger.warn(
      `${kernel} is left out because it is unknown whether its image is missing: ${reason}`,
    );
  }
  if (omitted.length > 0) {
    logger.warn(
      `${omitted.length} more are beyond the limit: ${omitted.join(', ')}`,
    );
  }
}
