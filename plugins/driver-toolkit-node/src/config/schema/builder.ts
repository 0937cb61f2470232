import { z } from 'zod';
import { absolutePath } from '../fields/absolutePath';
import { architectures } from '../fields/architectures';
import { byteSize } from '../fields/byteSize';
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
const ARGUMENTS =
  "a list of arguments of podman build, such as '--network=host'";
const OTHER_ARGUMENTS =
  'an argument of podman build other than --authfile, --file, --iidfile and --tag, which the builder sets itself';
const OWN_ARGUMENT = /^(--(authfile|file|iidfile|tag)(=|$)|-[ft])/;

const packageCache = section({
  path: absolutePath(CACHE_PATH).optional(),
  maxBytes: byteSize(CACHE_SIZE, { min: '0', max: '1024GiB' }).prefault('5GiB'),
});

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
  limits: limits.prefault({}),
  packageCache: packageCache.prefault({}),
  extraArguments: podmanArguments.default([]),
  toolkitArguments: podmanArguments.optional(),
});
