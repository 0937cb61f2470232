import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

const counters = new AsyncLocalStorage<{ requests: number }>();

// Published by undici where a request is made, in the context of whoever makes it.
subscribe('undici:request:create', () => {
  const counter = counters.getStore();
  if (counter) {
    counter.requests += 1;
  }
});

/**
 * Counts the HTTP requests that some work sends, whichever client it sends
 * them with, as long as that is undici.
 *
 * @param onEnd - told the number when the work has ended, well or not
 */
export async function countRequests<T>(
  work: () => Promise<T>,
  onEnd: (requests: number) => void,
): Promise<T> {
  const counter = { requests: 0 };
  try {
    return await counters.run(counter, work);
  } finally {
    onEnd(counter.requests);
  }
}
