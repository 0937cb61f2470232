import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  readDriverToolkitConfig,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** The plugin's configuration with these keys under `driverToolkit`. */
export function testConfig(driverToolkit: JsonObject): DriverToolkitConfig {
  return readDriverToolkitConfig(new ConfigReader({ driverToolkit }));
}
