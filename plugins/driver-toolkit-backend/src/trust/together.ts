/**
 * Like `Promise.all`, but nothing is still running when it rejects.
 *
 * @throws the error of the first failed one, in their order
 */
export async function together<T extends readonly unknown[]>(work: {
  [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  const settled = await Promise.allSettled(work);
  return settled.map(result => {
    if (result.status === 'rejected') {
      throw result.reason;
    }
    return result.value;
  }) as unknown as T;
}
