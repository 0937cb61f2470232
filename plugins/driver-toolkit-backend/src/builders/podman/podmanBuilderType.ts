import type { BuilderType } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { PodmanBuilder } from './PodmanBuilder';
import {
  podmanFields,
  requireOnePurpose,
  type PodmanBuilderConfig,
} from './PodmanBuilderConfig';

/** Builders of type `podman`. */
export const podmanBuilderType: BuilderType<PodmanBuilderConfig> = {
  type: 'podman',
  configFields: podmanFields,
  checkConfig: requireOnePurpose,
  create: (config, { logger }) =>
    PodmanBuilder.create(config, {
      onProblem: (message, error) => logger.warn(message, error as Error),
    }),
};
