const last = new Map<string, Promise<unknown>>();

/** Does what has the same name one after another, in the order in which it is asked for. */
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
