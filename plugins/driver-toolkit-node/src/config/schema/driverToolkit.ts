import { z } from 'zod';
import { byteSize } from '../fields/byteSize';
import { duration } from '../fields/duration';
import {
  imagePrefix,
  imageReference,
  imageRepositoryName,
} from '../fields/image';
import { knownKeys } from '../fields/knownKeys';
import { sourcePrefix } from '../fields/sourcePrefix';
import { text } from '../fields/text';
import { builderEntry, type BuilderFields } from './builder';
import { checkReferences } from './checkReferences';
import { credentials } from './credentials';
import { imageRepository } from './imageRepository';
import { kernelSource } from './kernelSource';
import { maintain } from './maintain';
import { moduleSigning } from './moduleSigning';
import { signing } from './signing';

const CHECKOUT_SIZE = "a size from 1KiB to 1024GiB, such as '1GiB'";
const LOG_SIZE = "a size from 1KiB to 10GiB, such as '50MiB'";
const PERCENTAGE = 'a number from 0 to 100';
const OWNER = "an entity reference, such as 'group:default/platform'";
const CONTAINERFILE =
  'a path, or an http or https address without a user name and password';

const layerCache = knownKeys({
  image: imageRepositoryName,
  credentials: credentials.optional(),
  insecure: z.boolean('true or false').default(false),
});

const toolkit = knownKeys({
  containerfile: text(CONTAINERFILE)
    .refine(isPathOrUrl, CONTAINERFILE)
    .default('./Dockerfile'),
  baseImage: imageReference.default('quay.io/centos/centos:stream9'),
  layerCache: layerCache.optional(),
});

const driverRepository = knownKeys({
  prefix: imagePrefix,
  credentials: credentials.optional(),
  signing: signing.optional(),
  insecure: z.boolean('true or false').default(false),
});

const drivers = knownKeys({
  repositories: z
    .array(driverRepository, 'a list of places for driver images')
    .default([]),
  sources: z
    .array(sourcePrefix, 'a list of addresses that drivers are built from')
    .default([]),
  checkoutMaxBytes: byteSize(CHECKOUT_SIZE, {
    min: '1KiB',
    max: '1024GiB',
  }).prefault('1GiB'),
});

const builds = knownKeys({
  retention: duration.prefault('P90D'),
  logMaxBytes: byteSize(LOG_SIZE, { min: '1KiB', max: '10GiB' }).prefault(
    '50MiB',
  ),
});

const catalog = knownKeys({
  owner: z
    .string(OWNER)
    .regex(/^([a-z][a-z0-9-]*:)?([\w.-]+\/)?[\w.-]+$/i, OWNER)
    .default('group:default/platform'),
  maxRemovalPercentage: z
    .number(PERCENTAGE)
    .min(0, PERCENTAGE)
    .max(100, PERCENTAGE)
    .default(30),
});

/**
 * The whole of `driverToolkit`.
 *
 * @param builderTypes - as of {@link builderEntry}
 */
export function driverToolkit(builderTypes?: readonly BuilderFields[]) {
  return knownKeys({
    kernelSources: z
      .array(kernelSource, 'a list of kernel sources')
      .default([]),
    imageRepositories: z
      .array(imageRepository, 'a list of image repositories')
      .default([]),
    toolkit: toolkit.prefault({}),
    drivers: drivers.prefault({}),
    moduleSigning: moduleSigning.prefault({}),
    builders: z
      .array(builderEntry(builderTypes), 'a list of builders')
      .default([]),
    maintain: z.array(maintain, 'a list of libraries to maintain').default([]),
    builds: builds.prefault({}),
    catalog: catalog.prefault({}),
  }).superRefine(checkReferences);
}

function isPathOrUrl(value: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    return true;
  }
  if (!URL.canParse(value)) {
    return false;
  }
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
