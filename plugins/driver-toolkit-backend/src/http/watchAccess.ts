import type { Caller } from '../access/Caller';

/** Milliseconds between checks whether a caller may still read. */
const ACCESS_CHECK_MS = 30_000;

/**
 * Watches whether a caller may continue to read, until the token expires or is refused. If the
 * permission cannot be checked, the caller must reconnect.
 *
 * @param authorize - rejects if the caller may not read
 * @param onEnd - called once
 * @returns a function that stops watching
 */
export function watchAccess(options: {
  caller: Caller;
  authorize: () => Promise<unknown>;
  onEnd: (why: string) => void;
  checkMs?: number;
}): () => void {
  const { caller, authorize, onEnd, checkMs = ACCESS_CHECK_MS } = options;
  const expiresAt = caller.credentials.expiresAt?.getTime() ?? Infinity;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  /** Why the caller may not continue; undefined if it may. */
  const findEnd = async () => {
    if (Date.now() >= expiresAt) {
      return 'its token has expired';
    }
    try {
      await authorize();
      return undefined;
    } catch (error) {
      return `it is no longer allowed: ${error}`;
    }
  };
  const watch = () => {
    const left = Math.max(0, expiresAt - Date.now());
    timer = setTimeout(async () => {
      const why = await findEnd();
      if (ended) {
        return;
      }
      if (why === undefined) {
        watch();
      } else {
        onEnd(why);
      }
    }, Math.min(checkMs, left));
  };
  watch();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
