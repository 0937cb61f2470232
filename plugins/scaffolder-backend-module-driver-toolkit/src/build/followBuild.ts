import { setTimeout as delay } from 'node:timers/promises';
import { isError, ServiceUnavailableError } from '@backstage/errors';
import {
  isFinished,
  type Build,
  type DriverToolkitApi,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The scaffolder stores each line as a row of its database. */
const MAX_LINES = 2_000;
const MAX_LENGTH = 1_000;
const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 15_000;

/**
 * Follows a build to its end, also over lost connections and restarts of the
 * portal.
 *
 * @param options - `token` is called for each connection, because tokens expire
 * @throws the abort reason of `signal`; the portal's refusal, such as
 * NotFoundError
 */
export async function followBuild(
  api: DriverToolkitApi,
  id: string,
  options: {
    token: () => Promise<string>;
    signal: AbortSignal;
    log: (line: string) => void;
  },
): Promise<Build> {
  const { signal, log } = options;
  let last = 0;
  let lines = 0;
  let pause = MIN_DELAY_MS;
  for (;;) {
    try {
      const token = await options.token();
      for await (const event of api.followBuild(id, last, { token, signal })) {
        pause = MIN_DELAY_MS;
        if (event.type === 'state') {
          if (isFinished(event.build)) {
            return event.build;
          }
        } else {
          last = event.line.seq;
          lines++;
          if (lines <= MAX_LINES) {
            log(printable(event.line.line));
          } else if (lines === MAX_LINES + 1) {
            log(`The rest of the log is in the portal: build ${id}`);
          }
        }
      }
      throw new ServiceUnavailableError('The log ended before the build did');
    } catch (error) {
      signal.throwIfAborted();
      if (isRefusal(error)) {
        throw error;
      }
      await delay(pause, undefined, { signal });
      pause = Math.min(pause * 2, MAX_DELAY_MS);
    }
  }
}

/** Whether asking again is useless. */
function isRefusal(error: unknown): boolean {
  const status =
    isError(error) && (error as { statusCode?: unknown }).statusCode;
  return (
    typeof status === 'number' &&
    status >= 400 &&
    status < 500 &&
    status !== 408 &&
    status !== 429
  );
}

/**
 * A line that a build's programs wrote, for a page: without escape sequences and
 * characters that hide or reorder text.
 */
function printable(line: string): string {
  return (
    line
      // eslint-disable-next-line no-control-regex
      .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
      .replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
      .slice(0, MAX_LENGTH)
  );
}
