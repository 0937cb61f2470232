import {
  absolutePath,
  byteSize,
  duration,
  knownKeys,
  text,
  type BuilderConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { z } from 'zod';

const CACHE_PATH =
  "an absolute path without ':', such as /var/cache/driver-toolkit";
const CACHE_SIZE = "a size up to 1024GiB, such as '5GiB', or 0 for none";
const CONNECTION =
  "the name of a podman system connection (letters, digits, '.', '_' and '-')";
const STORAGE_PATH =
  "an absolute path without ':', such as /var/lib/driver-toolkit";
const STORAGE_SIZE = "a size from 1GiB to 1024TiB, such as '50GiB'";
const ONE_PURPOSE =
  "['toolkits'] or ['drivers'] where there is a 'connection': on the other machine all builds share one storage, in which a driver could leave layers for a toolkit";
const ARGUMENTS =
  "a list of arguments of podman build, such as '--network=host'";
const OTHER_ARGUMENTS =
  'an argument of podman build other than --authfile, --file, --iidfile and --tag, which the builder sets itself';
const OWN_ARGUMENT = /^(--(authfile|file|iidfile|tag)(=|$)|-[ft])/;

const packageCache = knownKeys({
  /** Undefined for one of the backend's user in `/var/tmp`. */
  path: absolutePath(CACHE_PATH).optional(),
  /** What it holds beyond is deleted, the oldest first; 0 keeps nothing. */
  maxBytes: byteSize(CACHE_SIZE, { min: '0', max: '1024GiB' }).prefault('5GiB'),
});

const storage = knownKeys({
  /** Undefined for a folder beside podman's own storage. */
  path: absolutePath(STORAGE_PATH).optional(),
  /** Bytes of layers; beyond it, what was used longest ago is removed. */
  maxBytes: byteSize(STORAGE_SIZE, {
    min: '1GiB',
    max: `${1024 * 1024}GiB`,
  }).prefault('50GiB'),
  /** What nobody has used for so long is removed. */
  maxAge: duration.prefault('P30D'),
});

const podmanArguments = z.array(
  text(ARGUMENTS).refine(
    argument => !OWN_ARGUMENT.test(argument),
    OTHER_ARGUMENTS,
  ),
  ARGUMENTS,
);

/** The keys of a `builders` entry that podman alone has. */
export const podmanFields = {
  /** A podman system connection; undefined for this machine. */
  connection: z
    .string(CONNECTION)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, CONNECTION)
    .optional(),
  /** Where its images are. */
  storage: storage.prefault({}),
  /** Packages that toolkit builds have downloaded. */
  packageCache: packageCache.prefault({}),
  /** Whether steps of drivers get the proxies of the backend's environment. */
  driverProxy: z.boolean('true or false').default(false),
  /**
   * Whether steps of drivers may mount what leads to the build host with the
   * podman that is there.
   */
  unsafeDriverMounts: z.boolean('true or false').default(false),
  /** Added to `podman build`, one argument each; none that the builder sets itself. */
  extraArguments: podmanArguments.default([]),
  /** The same, of toolkit builds alone: what drivers' Containerfiles must not get at. */
  toolkitArguments: podmanArguments.optional(),
};

type PodmanFields = z.output<z.ZodObject<typeof podmanFields>>;

/** A `builders` entry of type `podman`. */
export type PodmanBuilderConfig = BuilderConfig &
  // What a default is the absence of may be absent.
  Partial<PodmanFields> &
  Pick<PodmanFields, 'extraArguments'>;

/** Where all builds share one storage, they are all of one kind. */
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
