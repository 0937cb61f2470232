import {
  describeUnbuildable,
  describeUnread,
  toRpmArchitecture,
  type MaintenanceRun,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  planImage,
  type TagState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { StoredKernel } from '../database/index/KernelStore';
import type { IndexState } from '../index/state/IndexMemory';
import { tagStatesOf } from '../index/tagStatesOf';
import type { ToolkitInputs } from '../index/toolkitInputs/ToolkitInputs';
import type { Library } from './Library';

/** Why an image was not queued. */
export type Skipped = MaintenanceRun['skipped'][number];

/** An image that a library should build or rebuild. */
export interface WantedImage {
  kernel: StoredKernel;
  /** RPM name. */
  architecture: string;
  cause: 'missing' | 'stale';
}

/**
 * The images to build of a library: missing ones before stale ones, the newest
 * kernel first.
 *
 * @returns `skipped`: images whose state is unknown or that cannot be built
 */
export function findWanted(
  { config, repository }: Library,
  state: IndexState,
  inputs: ToolkitInputs,
): { wanted: WantedImage[]; skipped: Skipped[] } {
  const kernels = state.tables.kernels
    .filter(({ source, retired }) => source === config.kernelSource && !retired)
    .slice(0, config.keepLatest);
  const tags = tagStatesOf(state, repository, kernels);
  const unread = state.statuses.get(config.kernelSource)?.incomplete ?? {};
  const missing: WantedImage[] = [];
  const stale: WantedImage[] = [];
  const skipped: Skipped[] = [];
  for (const kernel of kernels) {
    const tag = tags.get(kernel.tag)!;
    const plan = planImage(kernel, tag, { missing: true });
    if (plan.kind === 'unknown') {
      const { kernel: name } = kernel;
      skipped.push({ kernel: name, cause: 'unknown', reason: plan.reason });
    } else if (plan.kind === 'build') {
      for (const { rpm: architecture } of plan.architectures) {
        if (unread[architecture] === undefined) {
          missing.push({ kernel, architecture, cause: 'missing' });
        } else {
          skipped.push(unknownPackages(kernel, architecture));
        }
      }
    } else if (tag.state === 'present' && config.rebuildStale) {
      const image = state.tables.image(config.imageRepository, kernel.tag);
      if (image && inputs.staleness(image, config.kernelSource)) {
        const part = tag.platforms.find(({ error }) => error !== undefined);
        if (part) {
          const { kernel: name } = kernel;
          const reason = describeUnread(part);
          skipped.push({ kernel: name, cause: 'unknown', reason });
        } else {
          stale.push(...architecturesOf(tag, kernel));
        }
      }
    } else if (tag.state === 'absent') {
      skipped.push(unbuildable(kernel));
    }
  }
  return { wanted: [...missing, ...stale], skipped };
}

function architecturesOf(
  { platforms }: Extract<TagState, { state: 'present' }>,
  kernel: StoredKernel,
): WantedImage[] {
  const names = platforms.map(p => toRpmArchitecture(p.architecture));
  return [...new Set(names)].map(architecture => ({
    kernel,
    architecture,
    cause: 'stale',
  }));
}

function unknownPackages(
  { kernel }: StoredKernel,
  architecture: string,
): Skipped {
  return {
    kernel,
    architecture,
    cause: 'unknown',
    reason: `It is unknown whether its packages for ${architecture} still exist: the source's last read failed for this architecture.`,
  };
}

function unbuildable(kernel: StoredKernel): Skipped {
  const { toolkitImages = [] } = kernel;
  return {
    kernel: kernel.kernel,
    cause: 'unbuildable',
    reason:
      toolkitImages.length > 0
        ? `Its source already provides a toolkit image, ${toolkitImages[0].reference}.`
        : describeUnbuildable(kernel),
  };
}
