import { toError } from '@backstage/errors';
import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import type { CommandContext } from './CommandContext';
import { addDriverCommands } from './commands/addDriverCommands';
import { listImages, type ImagesOptions } from './commands/listImages';
import { listKernels, type KernelsOptions } from './commands/listKernels';
import { printMatrix, type MatrixCommandOptions } from './commands/printMatrix';
import { ExitCode } from './ExitCode';
import { parseLimit } from './matrix/parseLimit';
import { parseRunner } from './matrix/parseRunner';
import { printable } from './output/printable';

/**
 * Runs the command with its arguments.
 *
 * @returns the exit code; never rejects
 */
export async function run(
  args: string[],
  context: CommandContext,
): Promise<ExitCode> {
  let exitCode = ExitCode.Ok;
  const program = new Command('driver-toolkit')
    .description(
      "Lists kernels, Driver Toolkit images and missing images from the portal's configuration, without running the portal. Checks drivers and writes their manifests.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: text => context.stdout.write(text),
      writeErr: text => context.stderr.write(text),
    });
  addCommand(program, 'kernels', 'List kernels, newest first')
    .addOption(json())
    .option('--source <id>', 'only this kernel source')
    .action(async (options: KernelsOptions) => {
      exitCode = await listKernels(options, context);
    });
  addCommand(program, 'images', 'List images, newest kernel first')
    .addOption(json())
    .option('--repository <id>', 'only this image repository')
    .action(async (options: ImagesOptions) => {
      exitCode = await listImages(options, context);
    });
  addMatrixCommand(program, async options => {
    exitCode = await printMatrix(options, context);
  });
  addDriverCommands(program, context, ended => {
    exitCode = ended;
  });

  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, context);
  }
}

function addCommand(program: Command, name: string, description: string) {
  return program
    .command(name)
    .description(description)
    .requiredOption(
      '--config <file>',
      'app-config file; may be repeated, later ones override earlier ones',
      (file: string, files: string[] = []) => [...files, file],
    );
}

function json() {
  return new Option('--json', 'print one JSON document instead of a table');
}

function addMatrixCommand(
  program: Command,
  action: (options: MatrixCommandOptions) => Promise<void>,
) {
  addCommand(
    program,
    'matrix',
    'Print the job matrix of the images to build, as one line of JSON',
  )
    .option(
      '--source <id>',
      'kernel source; required if several are configured',
    )
    .option(
      '--repository <id>',
      'image repository; required if several are configured',
    )
    .option('--all', 'include existing images')
    .option(
      '--limit <count>',
      'maximum number of kernels, the newest first',
      parseLimit,
    )
    .option('--per-architecture', 'one entry for each architecture of a kernel')
    .option(
      '--runner <architecture=label>',
      'label of a native runner; may be repeated',
      parseRunner,
    )
    .option('--versions', 'only the list of kernels')
    .addOption(
      new Option('--include', 'only the list of entries').conflicts('versions'),
    )
    .action(action);
}

function explain(error: unknown, { signal, stderr }: CommandContext): ExitCode {
  if (signal.aborted) {
    stderr.write('Interrupted: nothing was listed.\n');
    return ExitCode.Interrupted;
  }
  if (error instanceof CommanderError) {
    // Commander has already printed it; `--help` is also an error.
    return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  }
  const { name, message } = toError(error);
  stderr.write(
    message
      .split('\n')
      .map(line => `error: ${printable(line)}\n`)
      .join(''),
  );
  // By its name: the reader of the configuration may have its own copy of
  // @backstage/errors.
  return name === 'InputError' ? ExitCode.Usage : ExitCode.Unreadable;
}
