import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { parse, stringify } from 'smol-toml';

/** The part that we need of a registries.conf. */
interface RegistriesConfiguration {
  registry?: { prefix?: string; location?: string; insecure?: boolean }[];
}

/**
 * The machine's registries.conf, with some registries marked as reached by
 * plain HTTP; their other settings stay. podman also reads drop-ins in
 * `registries.conf.d`.
 *
 * @remarks Format: containers-registries.conf(5), version 2.
 * `--tls-verify=false` would affect all registries of the same run.
 *
 * @param insecure - registries, as `host` or `host:port`
 */
export async function registriesConfiguration(
  insecure: readonly string[],
): Promise<string> {
  const configuration: RegistriesConfiguration = await readOwn();
  const registries = [...(configuration.registry ?? [])];
  for (const location of new Set(insecure)) {
    // podman refuses the file if a registry is declared twice.
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

/** The file that podman would read: the first one that exists. */
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
