import type {
  BuilderConfig,
  DriverToolkitConfig,
  ImageRepositoryConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** The builders that can work with a repository's images: the one that keeps them, or any. */
export function buildersOf(
  { builder }: Pick<ImageRepositoryConfig, 'builder'>,
  { builders }: Pick<DriverToolkitConfig, 'builders'>,
): BuilderConfig[] {
  return builder === undefined
    ? builders
    : builders.filter(({ id }) => id === builder);
}
