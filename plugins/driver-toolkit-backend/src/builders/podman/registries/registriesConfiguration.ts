import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { parse, stringify } from 'smol-toml';

/** The part of a registries.conf that is of interest. */
interface RegistriesConfiguration {
  registry?: { prefix?: string; location?: string; insecure?: boolean }[];
}

/**
 * The machine's own registries.conf, with some registries marked as reached by
 * plain HTTP; what it says about them otherwise stays. Drop-ins in
 * `registries.conf.d` are read by podman beside it.
 *
 * @remarks
 * Format: containers-registries.conf(5), version 2. `--tls-verify=false` would
 * do for one registry, but also for every other one of the same run.
 *
 * @param insecure - registries, as `host` or `host:port`
 */
export async function registriesConfiguration(
  insecure: readonly string[],
): Promise<string> {
  const configuration: RegistriesConfiguration = await readOwn();
  const registries = [...(configuration.registry ?? [])];
  for (const location of new Set(insecure)) {
    // A registry that is declared twice makes podman refuse the file.
    const declared = registries.find(
      registry => (registry.prefix || registry.location) === location,
    );
    if (declared) {
      declared.insecure = true;
    } else {
      registries.push({ location, insecure: true });
    }
  }
  return stringify({ ...configuration, registry: registries });
}

/** What podman would read: the first of these that is there. */
async function readOwn(): Promise<RegistriesConfiguration> {
  const named =
    process.env.CONTAINERS_REGISTRIES_CONF ||
    process.env.REGISTRIES_CONFIG_PATH;
  const files = named
    ? [named]
    : [
        join(
          process.env.HOME || homedir(),
          '.config/containers/registries.conf',
        ),
        '/etc/containers/registries.conf',
        '/usr/share/containers/registries.conf',
      ];
  for (const file of files) {
    try {
      return parse(await readFile(file, 'utf8'));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (named || code !== 'ENOENT') {
        throw new InputError(
          `podman's ${file} could not be read: ${message}`,
          error,
        );
      }
    }
  }
  return {};
}
