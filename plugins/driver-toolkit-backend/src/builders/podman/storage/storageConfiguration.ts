/** Description of a container storage. */
export interface StorageDescription {
  /** Absolute path of its permanent content. */
  graphRoot: string;
  /**
   * Absolute path of its temporary state; at most 50 characters, or podman
   * refuses it.
   */
  runRoot: string;
  driver: string;
  /**
   * The driver's options by the names of `podman info`, such as
   * `overlay.mountopt`.
   */
  options: Readonly<Record<string, unknown>>;
  /** Storages whose images it reads; nothing may write to them meanwhile. */
  imageStores: readonly string[];
}

/**
 * The storage.conf of a container storage; undefined if storage.conf cannot
 * express the driver's options.
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
        // Replaces `graphroot` for users other than root.
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

/** The driver's options with their names in storage.conf. */
function driverOptions({
  driver,
  options,
}: StorageDescription): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    const [ofDriver, option] = name.split('.');
    // `podman info` tells more about a program than its path.
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
    // JSON's strings and lists are valid TOML.
    ...Object.entries(values).map(
      ([key, value]) => `${key} = ${JSON.stringify(value)}`,
    ),
  ];
}
