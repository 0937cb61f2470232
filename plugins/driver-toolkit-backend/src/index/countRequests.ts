import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

const counters = new AsyncLocalStorage<{ requests: number }>();

// Undici publishes this when a request starts, in the caller's async context.
subscribe('undici:request:create', () => {
  const counter = counters.getStore();
  if (counter) {
    counter.requests += 1;
  }
});

/**
 * Counts the HTTP requests that a task sends with any client based on undici.
 *
 * @param onEnd - gets the number when the task has ended, successfully or not
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
