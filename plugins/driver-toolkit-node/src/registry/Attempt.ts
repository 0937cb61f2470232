import { toError } from '@backstage/errors';

/** The result of an operation that may fail alone. */
export type Attempt<T> = { value: T } | { error: Error };

/** Runs an operation and captures its failure. */
export function attempt<T>(operation: () => T): Attempt<T> {
  try {
    return { value: operation() };
  } catch (error) {
    return { error: toError(error) };
  }
}
