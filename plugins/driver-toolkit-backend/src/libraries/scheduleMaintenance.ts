import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AuthService,
  BackstageCredentials,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { StatusById } from '../index/state/IndexMemory';
import { libraryName, type Library } from './Library';

/** Runs a library. */
interface Libraries {
  run(
    source: string,
    repository: string,
    caller: { credentials: BackstageCredentials },
    signal: AbortSignal,
  ): Promise<unknown>;
}

/** Knows which sources were read. */
interface Statuses {
  read(): Promise<{ statuses: StatusById }>;
}

/** How often a run checks whether the first read has finished. */
const FIRST_READ_POLL_MS = 1_000;

/** Maintains each library on its schedule, on one backend replica at a time. */
export async function scheduleMaintenance(options: {
  auth: AuthService;
  libraries: readonly Library[];
  authorizedLibraries: Libraries;
  reader: Statuses;
  scheduler: SchedulerService;
}): Promise<void> {
  const { auth, libraries, authorizedLibraries, reader, scheduler } = options;
  for (const { config } of libraries) {
    const { kernelSource, imageRepository, schedule } = config;
    await scheduler.scheduleTask({
      id: `maintain-${libraryName(config)}`,
      frequency: schedule.frequency,
      timeout: schedule.timeout,
      fn: async abort => {
        const signal = abort as AbortSignal;
        await untilTried(reader, kernelSource, signal);
        const credentials = await auth.getOwnServiceCredentials();
        try {
          await authorizedLibraries.run(
            kernelSource,
            imageRepository,
            { credentials },
            signal,
          );
        } catch (error) {
          // Another active run does the same work.
          if (!(error instanceof ConflictError)) {
            throw error;
          }
        }
      },
    });
  }
}

/**
 * A new portal's first run waits for its source's first read, because the next
 * run may be a day away.
 */
async function untilTried(
  reader: Statuses,
  source: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const { statuses } = await reader.read();
    if (statuses.get(source)?.lastAttempt !== undefined) {
      return;
    }
    await sleep(FIRST_READ_POLL_MS, undefined, { signal });
  }
}
