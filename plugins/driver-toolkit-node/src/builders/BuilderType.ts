import {
  createExtensionPoint,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type { BuilderFields } from '../config/schema/builder';
import type { BuilderConfig } from '../config/types';
import type { ImageBuilder } from './ImageBuilder';

/**
 * A builder type for `driverToolkit.builders[].type`.
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

/** Registers builder types that the backend can use. @public */
export interface DriverToolkitBuildersExtensionPoint {
  /** @throws Error if the type is already registered */
  addBuilderType(type: BuilderType): void;
}

/**
 * Extension point for modules that add a builder type to the `driver-toolkit`
 * backend plugin.
 *
 * @public
 */
export const driverToolkitBuildersExtensionPoint =
  createExtensionPoint<DriverToolkitBuildersExtensionPoint>({
    id: 'driver-toolkit.builders',
  });
