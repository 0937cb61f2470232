import {
  matchDriverPrefix,
  type DriverToolkitConfig,
  type SigningConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { BuildPlan } from '../../plans/BuildPlan';

/** A key that images are signed with. */
export interface SigningEntry extends SigningConfig {
  /** Its place in the configuration, for messages: paths of keys are not told. */
  place: string;
}

/** All keys that are configured. */
export function listSigningEntries(
  config: DriverToolkitConfig,
): SigningEntry[] {
  const { imageRepositories, drivers } = config;
  return [
    ...imageRepositories.map((_, index) => toolkitEntry(config, index)),
    ...drivers.repositories.map((_, index) => driverEntry(config, index)),
  ].filter(entry => entry !== undefined);
}

/** What the image of a build is signed with; undefined where it is not. */
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
