import { CustomErrorBase } from '@backstage/errors';
import {
  isFinished,
  type Build,
  type MaintenanceRun,
  type ToolkitBuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildHistory, PastBuild } from '../database/builds/BuildHistory';
import type { ToolkitInputs } from '../index/toolkitInputs/ToolkitInputs';
import { buildInputsOf, haveChanged } from '../plans/BuildInputs';
import type { Skipped, WantedImage } from './findWanted';
import type { Library } from './Library';
import { nextAttempt } from './nextAttempt';

/**
 * Queues a build for the portal itself, or returns the unfinished one of the
 * same target.
 */
export type RequestBuild = (
  request: ToolkitBuildRequest,
) => Promise<{ build: Build; created: boolean }>;

/** Why an image is not queued. */
type Obstacle = Pick<Skipped, 'cause' | 'reason' | 'buildId'>;

/** Dependencies and limits for queueing builds. */
interface QueueContext {
  history: BuildHistory;
  inputs: ToolkitInputs;
  requestBuild: RequestBuild;
  signal: AbortSignal;
}

/**
 * Queues builds of what a library wants, up to its budget, and reports each.
 *
 * @remarks
 * An image whose last build failed or was cancelled is skipped until one of its
 * inputs is known to have changed; a transient failure is retried after growing
 * waits ({@link nextAttempt}). A stale image is also skipped if its last build
 * already used the current inputs: another build would change nothing.
 */
export async function queueWanted(
  { config }: Library,
  wanted: readonly WantedImage[],
  report: Pick<MaintenanceRun, 'queued' | 'skipped'>,
  context: QueueContext,
): Promise<void> {
  const last = await context.history.lastBuilds(
    config.kernelSource,
    config.imageRepository,
    wanted.map(({ kernel }) => kernel.kernel),
  );
  for (const image of wanted) {
    context.signal.throwIfAborted();
    const { architecture, cause } = image;
    const { kernel } = image.kernel;
    const pastBuild = last.get(`${kernel}/${architecture}`);
    const result =
      obstacleOf(image, pastBuild, context.inputs) ??
      (report.queued.length >= config.budget
        ? spent(config.budget)
        : await request(image, config, context.requestBuild));
    if ('cause' in result) {
      report.skipped.push({ kernel, architecture, ...result });
    } else {
      report.queued.push({ kernel, architecture, cause, ...result });
    }
  }
}

async function request(
  { kernel, architecture, cause }: WantedImage,
  config: Library['config'],
  requestBuild: RequestBuild,
): Promise<Obstacle | { buildId: string }> {
  try {
    const { build, created } = await requestBuild({
      type: 'toolkit',
      source: config.kernelSource,
      kernel: kernel.kernel,
      repository: config.imageRepository,
      architectures: [architecture],
      ...(cause === 'stale' && { force: true }),
    });
    return created ? { buildId: build.id } : unfinished(build);
  } catch (error) {
    if (error instanceof CustomErrorBase) {
      return { cause: 'refused', reason: error.message };
    }
    throw error;
  }
}

function obstacleOf(
  { kernel, architecture, cause }: WantedImage,
  last: PastBuild | undefined,
  inputs: ToolkitInputs,
): Obstacle | undefined {
  if (!last) {
    return undefined;
  }
  if (!isFinished(last)) {
    return unfinished(last);
  }
  // If the last build of a missing image succeeded, the image was removed
  // since.
  if (!last.inputs || (last.state === 'succeeded' && cause === 'missing')) {
    return undefined;
  }
  const flavours = kernel.flavours.filter(
    flavour => flavour.architecture === architecture,
  );
  const now = buildInputsOf(kernel.source, flavours, inputs);
  if (haveChanged(last.inputs, now)) {
    return undefined;
  }
  const next = nextAttempt(last);
  if (next !== undefined) {
    return next.getTime() <= Date.now() ? undefined : waiting(last, next);
  }
  return {
    cause: 'unchanged',
    reason: `Its last build has ${last.state}, and neither the base image nor the Containerfile nor the kernel's packages have changed since. Retry that build to build it anyway.`,
    buildId: last.id,
  };
}

function waiting({ id, passingFailures }: PastBuild, next: Date): Obstacle {
  const times =
    passingFailures === 1 ? '' : `, ${passingFailures} times so far`;
  return {
    cause: 'later',
    reason: `Its last build failed temporarily${times}; a run after ${next.toISOString()} retries it. Retry the build yourself to start it now.`,
    buildId: id,
  };
}

function unfinished({ id, state }: Pick<Build, 'id' | 'state'>): Obstacle {
  return {
    cause: 'unfinished',
    reason: `A build of the same tag is ${state}.`,
    buildId: id,
  };
}

function spent(budget: number): Obstacle {
  return {
    cause: 'budget',
    reason: `This run has queued its limit of builds (${budget}); a later run continues.`,
  };
}
