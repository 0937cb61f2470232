import type { BuildType } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  BuilderConfig,
  DriverToolkitConfig,
  ImageRepositoryConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** The types of build that a builder runs. */
export function typesOf({
  builds = ['toolkits', 'drivers'],
}: Pick<BuilderConfig, 'builds'>): BuildType[] {
  return builds.map(purpose => (purpose === 'toolkits' ? 'toolkit' : 'driver'));
}

/** The builders that run a type of build. */
export function buildersFor(
  type: BuildType,
  builders: readonly BuilderConfig[],
): BuilderConfig[] {
  return builders.filter(builder => typesOf(builder).includes(type));
}

/**
 * The builders that can use a repository's images: the one that stores them, or
 * all.
 */
export function buildersOf(
  { builder }: Pick<ImageRepositoryConfig, 'builder'>,
  { builders }: Pick<DriverToolkitConfig, 'builders'>,
): BuilderConfig[] {
  return builder === undefined
    ? builders
    : builders.filter(({ id }) => id === builder);
}
