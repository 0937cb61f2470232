import {
  absolutePath,
  byteSize,
  duration,
  knownKeys,
  text,
  type BuilderConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { z } from 'zod';
import { qemuBoot } from '../qemu/QemuConfig';

const CACHE_PATH =
  "an absolute path without ':', such as /var/cache/driver-toolkit";
const CACHE_SIZE = "a size up to 1024GiB, such as '5GiB', or 0 for none";
const CONNECTION =
  "the name of a podman system connection (letters, digits, '.', '_' and '-')";
const STORAGE_PATH =
  "an absolute path without ':', such as /var/lib/driver-toolkit";
const STORAGE_SIZE = "a size from 1GiB to 1024TiB, such as '50GiB'";
const ONE_PURPOSE =
  "['toolkits'] or ['drivers'] if there is a 'connection': on the other machine all builds share one storage, in which a driver could leave layers for a toolkit";
const ARGUMENTS =
  "a list of arguments of podman build, such as '--network=host'";
const OTHER_ARGUMENTS =
  'an argument of podman build other than --authfile, --file, --iidfile and --tag, which the builder sets itself';
const OWN_ARGUMENT = /^(--(authfile|file|iidfile|tag)(=|$)|-[ft])/;

const packageCache = knownKeys({
  /** Default: a folder of the backend's user in `/var/tmp`. */
  path: absolutePath(CACHE_PATH).optional(),
  /** The oldest packages beyond this size are deleted; 0 keeps nothing. */
  maxBytes: byteSize(CACHE_SIZE, { min: '0', max: '1024GiB' }).prefault('5GiB'),
});

const storage = knownKeys({
  /** Default: a folder beside podman's default storage. */
  path: absolutePath(STORAGE_PATH).optional(),
  /**
   * Bytes of layers; beyond it, the least recently used storages are removed.
   */
  maxBytes: byteSize(STORAGE_SIZE, {
    min: '1GiB',
    max: `${1024 * 1024}GiB`,
  }).prefault('50GiB'),
  /** Storages that were unused for this long are removed. */
  maxAge: duration.prefault('P30D'),
});

const podmanArguments = z.array(
  text(ARGUMENTS).refine(
    argument => !OWN_ARGUMENT.test(argument),
    OTHER_ARGUMENTS,
  ),
  ARGUMENTS,
);

/** The keys of a `builders` entry that only podman has. */
export const podmanFields = {
  /** A podman system connection; undefined for this machine. */
  connection: z
    .string(CONNECTION)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, CONNECTION)
    .optional(),
  /** The storages of its images. */
  storage: storage.prefault({}),
  /** How it boots kernels; undefined if it cannot. */
  boot: qemuBoot.optional(),
  /** Packages that toolkit builds have downloaded. */
  packageCache: packageCache.prefault({}),
  /** Whether steps of drivers get the proxies of the backend's environment. */
  driverProxy: z.boolean('true or false').default(false),
  /**
   * Whether steps of drivers may use mounts that lead to the build host with
   * the installed podman.
   */
  unsafeDriverMounts: z.boolean('true or false').default(false),
  /**
   * Added to `podman build`, one argument each; the builder's own arguments are
   * not allowed.
   */
  extraArguments: podmanArguments.default([]),
  /**
   * The same for toolkit builds only: arguments that drivers' Containerfiles
   * must not benefit from.
   */
  toolkitArguments: podmanArguments.optional(),
};

type PodmanFields = z.output<z.ZodObject<typeof podmanFields>>;

/** A `builders` entry of type `podman`. */
export type PodmanBuilderConfig = BuilderConfig &
  // Keys without a default are optional.
  Partial<PodmanFields> &
  Pick<PodmanFields, 'extraArguments'>;

/** Builds that share one storage must all have the same type. */
export function requireOnePurpose(
  { connection, builds }: Pick<PodmanBuilderConfig, 'connection' | 'builds'>,
  context: z.core.$RefinementCtx,
): void {
  if (connection !== undefined && new Set(builds).size !== 1) {
    context.addIssue({
      code: 'custom',
      path: ['builds'],
      message: ONE_PURPOSE,
      input: builds,
    });
  }
}
