/** A container storage to be described. */
export interface StorageDescription {
  /** Absolute path of what it keeps. */
  graphRoot: string;
  /** Absolute path of what is gone after a restart; at most 50 characters, or podman refuses it. */
  runRoot: string;
  driver: string;
  /** How the driver is set up, by the names of `podman info`, such as `overlay.mountopt`. */
  options: Readonly<Record<string, unknown>>;
  /** Storages whose images it reads; nobody may write to them meanwhile. */
  imageStores: readonly string[];
}

/**
 * The storage.conf of a container storage; undefined where the driver is set up
 * in a way that cannot be repeated there.
 *
 * @remarks
 * Format: containers-storage.conf(5). A mount of the storage's own folder,
 * which podman makes by default, would outlive every podman.
 */
export function storageConfiguration(
  storage: StorageDescription,
): string | undefined {
  const { driver, graphRoot, runRoot, imageStores } = storage;
  const options = driverOptions(storage);
  return (
    options &&
    [
      ...table('storage', {
        driver,
        graphroot: graphRoot,
        runroot: runRoot,
        // What counts in place of `graphroot` for users other than root.
        rootless_storage_path: graphRoot,
      }),
      ...table('storage.options', { additionalimagestores: imageStores }),
      ...table(`storage.options.${driver}`, {
        ...(driver === 'overlay' && { skip_mount_home: 'true' }),
        ...options,
      }),
      '',
    ].join('\n')
  );
}

/** Under the names that storage.conf has for them. */
function driverOptions({
  driver,
  options,
}: StorageDescription): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    const [ofDriver, option] = name.split('.');
    // `podman info` says more of a program than its path.
    const told =
      (value as { Executable?: unknown } | null)?.Executable ?? value;
    if (ofDriver !== driver || !option || typeof told !== 'string') {
      return undefined;
    }
    found[option] = told;
  }
  return found;
}

function table(name: string, values: Record<string, unknown>): string[] {
  return [
    `[${name}]`,
    // Strings and lists of JSON are those of TOML.
    ...Object.entries(values).map(
      ([key, value]) => `${key} = ${JSON.stringify(value)}`,
    ),
  ];
}
