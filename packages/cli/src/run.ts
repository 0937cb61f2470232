import { InputError, toError } from '@backstage/errors';
import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import type { CommandContext } from './CommandContext';
import { listImages, type ImagesOptions } from './commands/listImages';
import { listKernels, type KernelsOptions } from './commands/listKernels';
import { ExitCode } from './ExitCode';
import { printable } from './output/printable';

/**
 * Runs the command with its arguments.
 *
 * @returns what the process is to exit with; never rejects
 */
export async function run(
  args: string[],
  context: CommandContext,
): Promise<ExitCode> {
  let exitCode = ExitCode.Ok;
  const program = new Command('driver-toolkit')
    .description(
      'Lists kernels and Driver Toolkit images as the portal is configured to read them, without the portal.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: text => context.stdout.write(text),
      writeErr: text => context.stderr.write(text),
    });
  addCommand(program, 'kernels', 'List kernels, newest first')
    .option('--source <id>', 'only this kernel source')
    .action(async (options: KernelsOptions) => {
      exitCode = await listKernels(options, context);
    });
  addCommand(program, 'images', 'List images, newest kernel first')
    .option('--repository <id>', 'only this image repository')
    .action(async (options: ImagesOptions) => {
      exitCode = await listImages(options, context);
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
    )
    .option('--json', 'print one JSON document in place of a table');
}

function explain(error: unknown, { signal, stderr }: CommandContext): ExitCode {
  if (signal.aborted) {
    stderr.write('Interrupted: nothing is listed.\n');
    return ExitCode.Interrupted;
  }
  if (error instanceof CommanderError) {
    // Commander has printed it, and calls `--help` an error too.
    return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  }
  const { message } = toError(error);
  stderr.write(
    message
      .split('\n')
      .map(line => `error: ${printable(line)}\n`)
      .join(''),
  );
  return error instanceof InputError ? ExitCode.Usage : ExitCode.Unreadable;
}
