const last = new Map<string, Promise<unknown>>();

/**
 * Runs tasks with the same name one after another, in the order of the calls.
 */
export async function inTurn<T>(
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const turn = Promise.resolve(last.get(name)).then(work, work);
  last.set(name, turn);
  try {
    return await turn;
  } finally {
    if (last.get(name) === turn) {
      last.delete(name);
    }
  }
}
