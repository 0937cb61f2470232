import { z } from 'zod';
import { filePath } from '../fields/filePath';
import { hostName } from '../fields/hostName';
import { identifier } from '../fields/identifier';
import { imageRepositoryName } from '../fields/image';
import { knownKeys } from '../fields/knownKeys';
import { text } from '../fields/text';
import { credentials } from './credentials';
import { schedule } from './schedule';
import { signing } from './signing';

const CONCURRENCY = 'a whole number of requests at a time, from 1 to 64';

/** An `imageRepositories` entry. */
export const imageRepository = knownKeys({
  id: identifier,
  title: text('a title to show').optional(),
  image: imageRepositoryName,
  kernelSources: z.array(identifier, 'a list of kernel source ids').optional(),
  builder: identifier.optional(),
  credentials: credentials.optional(),
  authFile: filePath("the path of a file like podman's auth.json").optional(),
  push: z.boolean('true or false').default(false),
  signing: signing.optional(),
  insecure: z.boolean('true or false').default(false),
  concurrency: z
    .number(CONCURRENCY)
    .int(CONCURRENCY)
    .min(1, CONCURRENCY)
    .max(64, CONCURRENCY)
    .optional(),
  tokenHosts: z.array(hostName, 'a list of host names').optional(),
  redirectHosts: z.array(hostName, 'a list of host names').optional(),
  schedule: schedule({ frequency: 'PT1H', timeout: 'PT5M' }),
})
  .refine(({ credentials: account, authFile }) => !(account && authFile), {
    path: ['authFile'],
    message: 'left out if credentials are set: use one of the two',
  })
  .refine(({ builder, push }) => builder === undefined || !push, {
    path: ['push'],
    message: 'false or left out if a builder keeps the images',
  })
  .refine(({ signing: key, push }) => key === undefined || push, {
    path: ['signing'],
    message:
      'left out if images are not pushed, because only pushed images are signed',
  })
  .transform(({ title, ...repository }) => ({
    ...repository,
    title: title ?? repository.image,
  }));
