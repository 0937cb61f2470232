/**
 * The `driver-toolkit` command.
 *
 * @packageDocumentation
 */
import { run } from './run';

const interrupt = new AbortController();
// Once, so that a second Ctrl-C ends the process at once.
process.once('SIGINT', () => interrupt.abort());

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader, such as `head`, has closed the pipe.
  if (error.code !== 'EPIPE') {
    throw error;
  }
});

run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interrupt.signal,
}).then(exitCode => {
  process.exitCode = exitCode;
});
