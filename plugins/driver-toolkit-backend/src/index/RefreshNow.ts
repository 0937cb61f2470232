import type { LoggerService } from '@backstage/backend-plugin-api';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { SourceRefresher, RefreshOptions } from './SourceRefresher';
import type { ToolkitInputReader } from './toolkitInputs/ToolkitInputReader';

/** Best effort: the caller waits for the source, not for this. */
const INPUTS_TIMEOUT_MS = 10_000;

/**
 * Reads a source and what its images are built from when a person asks, within
 * the timeout of its schedule.
 */
export type RefreshNow = (
  id: string,
  options: Omit<RefreshOptions, 'signal'>,
) => Promise<void>;

/**
 * @param options - `timeouts`: each source's `schedule.timeout`, by source id
 */
export function createRefreshNow(options: {
  refresher: Pick<SourceRefresher, 'refresh'>;
  inputs: Pick<ToolkitInputReader, 'refresh'>;
  timeouts: ReadonlyMap<string, HumanDuration>;
  logger: LoggerService;
}): RefreshNow {
  const { refresher, inputs, timeouts, logger } = options;
  return async (id, refreshOptions) => {
    const signal = AbortSignal.timeout(
      durationToMilliseconds(timeouts.get(id) ?? { minutes: 5 }),
    );
    await Promise.all([
      refresher.refresh(id, { ...refreshOptions, signal }),
      inputs
        .refresh(
          AbortSignal.any([signal, AbortSignal.timeout(INPUTS_TIMEOUT_MS)]),
        )
        .catch(error =>
          logger.warn(
            'The base images and the Containerfile of toolkit images could not be read',
            error,
          ),
        ),
    ]);
  };
}
