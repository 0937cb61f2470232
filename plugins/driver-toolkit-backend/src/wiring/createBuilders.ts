import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  BuilderType,
  DriverToolkitConfig,
  ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** The builders of the configuration, each of the type that it names. */
export function createBuilders(
  config: Pick<DriverToolkitConfig, 'builders'>,
  types: readonly BuilderType[],
  logger: LoggerService,
): Promise<ImageBuilder[]> {
  return Promise.all(
    config.builders.map(builder => {
      const { create } = types.find(({ type }) => type === builder.type)!;
      return create(builder, { logger });
    }),
  );
}
