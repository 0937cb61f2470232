import { z } from 'zod';
import { identifier } from '../fields/identifier';
import { imageRepositoryName } from '../fields/image';
import { section } from '../fields/section';
import { text } from '../fields/text';
import { credentials } from './credentials';
import { schedule } from './schedule';

/** An `imageRepositories` entry. */
export const imageRepository = section({
  id: identifier,
  title: text('a title to show').optional(),
  image: imageRepositoryName,
  kernelSources: z.array(identifier, 'a list of kernel source ids').optional(),
  credentials: credentials.optional(),
  push: z.boolean('true or false').default(false),
  insecure: z.boolean('true or false').default(false),
  schedule: schedule({ frequency: 'PT1H', timeout: 'PT5M' }),
}).transform(({ title, ...repository }) => ({
  ...repository,
  title: title ?? repository.image,
}));
