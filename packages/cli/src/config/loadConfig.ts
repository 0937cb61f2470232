import { resolve } from 'node:path';
import {
  ConfigSources,
  EnvConfigSource,
  FileConfigSource,
} from '@backstage/config-loader';
import { InputError, toError } from '@backstage/errors';
import {
  readDriverToolkitConfig,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { parseSection } from './parseSection';
import { SECTION } from './section';

/**
 * Reads the Driver Toolkit's section of app-config files like the portal: later
 * files override earlier ones, `APP_CONFIG_driverToolkit_…` overrides all, and
 * `${VARIABLES}`, `$file` and `$include` are replaced.
 *
 * @throws InputError that names the problems
 */
export async function loadConfig(
  files: string[],
  env: Record<string, string | undefined>,
): Promise<DriverToolkitConfig> {
  const source = ConfigSources.merge([
    ...files.map(file => createFileSource(file, env)),
    EnvConfigSource.create({ env: withoutOtherSections(env) }),
  ]);
  const config = await ConfigSources.toConfig(source).catch(error => {
    // Without the cause, which would repeat the message.
    throw new InputError(toError(error).message);
  });
  config.close();
  if (!config.has(SECTION)) {
    throw new InputError(
      `There is no section '${SECTION}' in ${files.join(', ')}.`,
    );
  }
  return readDriverToolkitConfig(config);
}

function createFileSource(
  file: string,
  env: Record<string, string | undefined>,
) {
  return FileConfigSource.create({
    path: resolve(file),
    watch: false,
    substitutionFunc: async name => env[name]?.trim(),
    parser: async ({ contents }) => {
      try {
        return { result: parseSection(contents) };
      } catch (error) {
        throw new InputError(
          `${file} cannot be used: ${toError(error).message}`,
        );
      }
    },
  });
}

function withoutOtherSections(env: Record<string, string | undefined>) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) =>
      name.startsWith(`APP_CONFIG_${SECTION}`),
    ),
  );
}
