import {
  createExtensionPoint,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type { BuilderFields } from '../config/schema/builder';
import type { BuilderConfig } from '../config/types';
import type { ImageBuilder } from './ImageBuilder';

/**
 * A kind of builder: what `driverToolkit.builders[].type` can be.
 *
 * @public
 */
export interface BuilderType<TConfig extends BuilderConfig = BuilderConfig>
  extends BuilderFields<TConfig> {
  create(
    config: TConfig,
    options: { logger: LoggerService },
  ): Promise<ImageBuilder>;
}

/** Takes the kinds of builder that the backend can use. @public */
export interface DriverToolkitBuildersExtensionPoint {
  /** @throws Error where there is one of this type already */
  addBuilderType(type: BuilderType): void;
}

/**
 * Where a module adds a kind of builder to the `driver-toolkit` backend plugin.
 *
 * @public
 */
export const driverToolkitBuildersExtensionPoint =
  createExtensionPoint<DriverToolkitBuildersExtensionPoint>({
    id: 'driver-toolkit.builders',
  });
