import { z } from 'zod';
import { absolutePath } from '../fields/absolutePath';
import { architectures } from '../fields/architectures';
import { byteSize } from '../fields/byteSize';
import { duration } from '../fields/duration';
import { identifier } from '../fields/identifier';
import { section } from '../fields/section';
import { text } from '../fields/text';
import { timeout } from '../fields/timeout';

const CONCURRENCY = 'a whole number from 1 to 64';
const CPUS = 'a number of processors from 0.1 to 1024';
const MEMORY = "a size as podman takes it, such as '4g' or '512m'";
const CACHE_PATH =
  "an absolute path without ':', such as /var/cache/driver-toolkit";
const CACHE_SIZE = "a size up to 1024GiB, such as '5GiB', or 0 for none";
const CONNECTION =
  "the name of a podman system connection (letters, digits, '.', '_' and '-')";
const STORAGE_PATH =
  "an absolute path without ':', such as /var/lib/driver-toolkit";
const STORAGE_SIZE = "a size from 1GiB to 1024TiB, such as '50GiB'";
const BUILDS = "a list of 'toolkits', 'drivers' or both";
const ONE_PURPOSE =
  "['toolkits'] or ['drivers'] where there is a 'connection': on the other machine all builds share one storage, in which a driver could leave layers for a toolkit";
const ARGUMENTS =
  "a list of arguments of podman build, such as '--network=host'";
const OTHER_ARGUMENTS =
  'an argument of podman build other than --authfile, --file, --iidfile and --tag, which the builder sets itself';
const OWN_ARGUMENT = /^(--(authfile|file|iidfile|tag)(=|$)|-[ft])/;

const packageCache = section({
  path: absolutePath(CACHE_PATH).optional(),
  maxBytes: byteSize(CACHE_SIZE, { min: '0', max: '1024GiB' }).prefault('5GiB'),
});

const storage = section({
  path: absolutePath(STORAGE_PATH).optional(),
  maxBytes: byteSize(STORAGE_SIZE, {
    min: '1GiB',
    max: `${1024 * 1024}GiB`,
  }).prefault('50GiB'),
  maxAge: duration.prefault('P30D'),
});

const purposes = z
  .array(z.enum(['toolkits', 'drivers'], BUILDS), BUILDS)
  .min(1, BUILDS);

const limits = section({
  memory: z
    .string(MEMORY)
    .regex(/^[1-9]\d*[bkmg]?$/i, MEMORY)
    .optional(),
  cpus: z.number(CPUS).min(0.1, CPUS).max(1024, CPUS).optional(),
  timeout: timeout.prefault('PT1H'),
});

const podmanArguments = z.array(
  text(ARGUMENTS).refine(
    argument => !OWN_ARGUMENT.test(argument),
    OTHER_ARGUMENTS,
  ),
  ARGUMENTS,
);

/** A `builders` entry. */
export const builder = section({
  id: identifier,
  type: z.literal('podman', "'podman'"),
  architectures,
  concurrency: z
    .int(CONCURRENCY)
    .min(1, CONCURRENCY)
    .max(64, CONCURRENCY)
    .default(1),
  connection: z
    .string(CONNECTION)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, CONNECTION)
    .optional(),
  builds: purposes.optional(),
  storage: storage.prefault({}),
  driverProxy: z.boolean('true or false').default(false),
  unsafeDriverMounts: z.boolean('true or false').default(false),
  limits: limits.prefault({}),
  packageCache: packageCache.prefault({}),
  extraArguments: podmanArguments.default([]),
  toolkitArguments: podmanArguments.optional(),
}).superRefine(({ connection, builds }, context) => {
  if (connection !== undefined && new Set(builds).size !== 1) {
    context.addIssue({
      code: 'custom',
      path: ['builds'],
      message: ONE_PURPOSE,
      input: builds,
    });
  }
});
