import type { Writable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { printable } from '../output/printable';

/** A logger for warnings and errors only. */
export function createWarningLogger(stderr: Writable): LoggerService {
  const logger: LoggerService = {
    error: message => stderr.write(`error: ${printable(message)}\n`),
    warn: message => stderr.write(`warning: ${printable(message)}\n`),
    info: () => {},
    debug: () => {},
    child: () => logger,
  };
  return logger;
}
