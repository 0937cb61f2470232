import {
  BuildFailedError,
  type OnLines,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { SecretMask } from './SecretMask';

/** Runs a build and masks secrets in its log and failure. */
export async function withoutSecrets<
  C extends { log: (line: string) => void; onLines: OnLines },
  T,
>(context: C, mask: SecretMask, run: (context: C) => Promise<T>): Promise<T> {
  try {
    return await run({
      ...context,
      log: line => context.log(mask.apply(line)),
      onLines: lines => context.onLines(mask.applyToAll(lines)),
    });
  } catch (error) {
    throw maskError(error, mask);
  }
}

function maskError(error: unknown, mask: SecretMask): unknown {
  if (BuildFailedError.is(error)) {
    const { message, step, lines, transient } = error;
    return new BuildFailedError(mask.apply(message), {
      step: step && mask.apply(step),
      lines: lines.map(line => mask.apply(line)),
      transient,
    });
  }
  if (error instanceof Error) {
    // The same error object: its type decides how the build ends.
    const { message, stack } = error;
    if (mask.apply(message) !== message) {
      error.message = mask.apply(message);
    }
    if (stack && mask.apply(stack) !== stack) {
      error.stack = mask.apply(stack);
    }
  }
  return error;
}
