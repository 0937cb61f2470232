import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  BuilderType,
  DriverToolkitConfig,
  ImageBuilder,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/**
 * Creates the configured builders, each of its configured type.
 *
 * @throws the first builder's error; the others are closed
 */
export async function createBuilders(
  config: Pick<DriverToolkitConfig, 'builders'>,
  types: readonly BuilderType[],
  logger: LoggerService,
): Promise<ImageBuilder[]> {
  const outcomes = await Promise.allSettled(
    config.builders.map(async builder => {
      const { create } = types.find(({ type }) => type === builder.type)!;
      return create(builder, { logger });
    }),
  );
  const builders = outcomes.flatMap(outcome =>
    outcome.status === 'fulfilled' ? [outcome.value] : [],
  );
  const failed = outcomes.find(outcome => outcome.status === 'rejected');
  if (failed) {
    await Promise.all(builders.map(builder => builder.close()));
    throw failed.reason;
  }
  return builders;
}
