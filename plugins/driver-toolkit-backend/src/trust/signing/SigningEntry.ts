import {
  matchDriverPrefix,
  type DriverToolkitConfig,
  type SigningConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuildPlan } from '../../plans/BuildPlan';

/** A key that images are signed with. */
export interface SigningEntry extends SigningConfig {
  /**
   * Its place in the configuration, for messages: they do not show paths of
   * keys.
   */
  place: string;
}

/** All configured keys. */
export function listSigningEntries(
  config: DriverToolkitConfig,
): SigningEntry[] {
  const { imageRepositories, drivers } = config;
  return [
    ...imageRepositories.map((_, index) => toolkitEntry(config, index)),
    ...drivers.repositories.map((_, index) => driverEntry(config, index)),
  ].filter(entry => entry !== undefined);
}

/** The key that signs a build's image; undefined if it is not signed. */
export function findSigningEntry(
  plan: BuildPlan,
  config: DriverToolkitConfig,
): SigningEntry | undefined {
  if (plan.type === 'toolkit') {
    return toolkitEntry(
      config,
      config.imageRepositories.findIndex(({ id }) => id === plan.repository),
    );
  }
  const [image] = plan.imageReference.split(/:[^/:]*$/);
  const lengths = config.drivers.repositories.map(
    ({ prefix }) => matchDriverPrefix(prefix, image)?.length ?? 0,
  );
  const longest = Math.max(0, ...lengths);
  return longest > 0
    ? driverEntry(config, lengths.indexOf(longest))
    : undefined;
}

function toolkitEntry(
  { imageRepositories }: DriverToolkitConfig,
  index: number,
): SigningEntry | undefined {
  const signing = imageRepositories[index]?.signing;
  const place = `driverToolkit.imageRepositories[${index}].signing`;
  return signing && { ...signing, place };
}

function driverEntry(
  { drivers }: DriverToolkitConfig,
  index: number,
): SigningEntry | undefined {
  const signing = drivers.repositories[index]?.signing;
  const place = `driverToolkit.drivers.repositories[${index}].signing`;
  return signing && { ...signing, place };
}
