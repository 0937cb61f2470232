/**
 * The `driver-toolkit` command.
 *
 * @packageDocumentation
 */
import { run } from './run';

const interrupt = new AbortController();
// Once: a second Ctrl-C ends the process as it ends any other.
process.once('SIGINT', () => interrupt.abort());

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader, such as `head`, has had enough.
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
