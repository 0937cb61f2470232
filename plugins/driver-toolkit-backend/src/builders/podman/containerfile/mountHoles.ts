/** The options of one `--mount` of a step: `type=bind,target=/src` and the like. */
export type Mount = ReadonlyMap<string, string>;

/**
 * A way in which a step's mount leads to folders of the build host in some
 * versions of podman:
 *
 * - `links`: podman follows a link in the mounted folder on the host. Another
 *   stage may have one, and the build's context, if a step can write to it
 *   ([CVE-2024-1753](https://nvd.nist.gov/vuln/detail/CVE-2024-1753));
 * - `caches`: the id of a cache leads out of the folder of caches
 *   ([CVE-2024-9675](https://nvd.nist.gov/vuln/detail/CVE-2024-9675)).
 *   Over a connection, all drivers share caches in any version.
 */
export type MountHole = 'links' | 'caches';

/**
 * Options that a mount of the build's context may have if podman follows links.
 */
const PLAIN_BIND = new Set([
  'type',
  'source',
  'src',
  'target',
  'dst',
  'destination',
  'ro',
  'readonly',
]);
/** Mounts that never reach the host, with any options. */
const HARMLESS = new Set(['secret', 'ssh', 'tmpfs']);

/** The open hole through which a mount could lead to the host. */
export function holeOf(
  mount: Mount,
  open: readonly MountHole[],
): MountHole | undefined {
  const type = mount.get('type') ?? 'bind';
  if (HARMLESS.has(type) && !mount.has('from')) {
    return undefined;
  }
  if (type === 'cache' && open.includes('caches')) {
    return 'caches';
  }
  const isPlain =
    type === 'bind' && [...mount.keys()].every(name => PLAIN_BIND.has(name));
  return !isPlain && open.includes('links') ? 'links' : undefined;
}

/** Reads the value of a `--mount`. */
export function readMount(value: string): Mount {
  return new Map(
    value.split(',').map(option => {
      const [name, ...rest] = option.split('=');
      return [name.toLowerCase(), rest.join('=')];
    }),
  );
}
