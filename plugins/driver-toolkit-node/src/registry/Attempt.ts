import { toError } from '@backstage/errors';

/** What came of something that may fail without spoiling the rest. */
export type Attempt<T> = { value: T } | { error: Error };

/** Runs something and keeps its failure. */
export function attempt<T>(operation: () => T): Attempt<T> {
  try {
    return { value: operation() };
  } catch (error) {
    return { error: toError(error) };
  }
}
