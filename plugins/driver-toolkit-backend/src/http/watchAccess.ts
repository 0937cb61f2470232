import type { Caller } from '../requests/Caller';

/** Milliseconds after which it is asked again whether a caller may still read. */
export const ACCESS_CHECK_MS = 30_000;

/**
 * Watches whether a caller may go on reading: until the token expires, or is
 * refused. Where nobody can tell, the caller has to ask again.
 *
 * @param authorize - rejects where the caller may not read
 * @param onEnd - told once
 * @returns ends watching
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
  const check = async () => {
    if (Date.now() >= expiresAt) {
      onEnd('its token has expired');
      return;
    }
    try {
      await authorize();
    } catch (error) {
      if (!ended) {
        onEnd(`it is no longer allowed: ${error}`);
      }
      return;
    }
    if (!ended) {
      schedule();
    }
  };
  const schedule = () => {
    const left = expiresAt - Date.now();
    timer = setTimeout(check, Math.max(0, Math.min(checkMs, left)));
  };
  schedule();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
