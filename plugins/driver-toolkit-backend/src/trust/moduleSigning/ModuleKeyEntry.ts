import type { ImageClaimant } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  DriverToolkitConfig,
  ModuleKeyConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A key that modules are signed with. */
export interface ModuleKeyEntry extends ModuleKeyConfig {
  /**
   * Its place in the configuration, for messages: they do not show paths of
   * keys.
   */
  place: string;
}

/** All configured keys. */
export function listModuleKeys({
  moduleSigning,
}: DriverToolkitConfig): ModuleKeyEntry[] {
  return moduleSigning.keys.map((key, index) => ({
    ...key,
    place: `driverToolkit.moduleSigning.keys[${index}]`,
  }));
}

/**
 * A driver's keys: the first one signs, the certificates of the others are
 * still offered. None if its modules are not signed.
 */
export function findModuleKeys(
  { entityRef, sourceRepository }: ImageClaimant,
  config: DriverToolkitConfig,
): ModuleKeyEntry[] {
  const entry = config.moduleSigning.drivers.find(
    ({ repository, entity }) =>
      `${sourceRepository}/`.startsWith(`${repository}/`) &&
      (entity === undefined || entity === entityRef.toLowerCase()),
  );
  const keys = listModuleKeys(config);
  return (entry?.keys ?? []).flatMap(name =>
    keys.filter(key => key.name === name),
  );
}
