import { z } from 'zod';
import { architectures } from '../fields/architectures';
import { identifier } from '../fields/identifier';
import { imageReference } from '../fields/image';
import { repositoryUrl } from '../fields/repositoryUrl';
import { section } from '../fields/section';
import { text } from '../fields/text';
import { schedule } from './schedule';

const REPOSITORIES = 'a list of one or more dnf repositories';
const PEM_FILE = 'the path of a PEM file';
const KEEP_LATEST = 'a whole number from 1 to 10000';

const repository = z.preprocess(
  value => (typeof value === 'string' ? { url: value } : value),
  section({
    url: repositoryUrl,
    optional: z.boolean('true or false').default(false),
  }),
);

const tls = section({
  ca: text(PEM_FILE).optional(),
  cert: text(PEM_FILE).optional(),
  key: text(PEM_FILE).optional(),
}).superRefine(({ cert, key }, context) => {
  if ((cert === undefined) !== (key === undefined)) {
    context.addIssue({
      code: 'custom',
      path: [cert === undefined ? 'cert' : 'key'],
      message: `${PEM_FILE}: cert and key go together`,
    });
  }
});

/** A `kernelSources` entry. */
export const kernelSource = section({
  id: identifier,
  type: z.literal(
    'rpm',
    "'rpm' (sources of type openshift or imageLabel are not supported by this version)",
  ),
  title: text('a title to show').optional(),
  repositories: z.array(repository, REPOSITORIES).min(1, REPOSITORIES),
  architectures,
  keepLatest: z
    .int(KEEP_LATEST)
    .min(1, KEEP_LATEST)
    .max(10_000, KEEP_LATEST)
    .optional(),
  tls: tls.optional(),
  schedule: schedule({ frequency: 'PT6H', timeout: 'PT5M' }),
  baseImage: imageReference.optional(),
}).transform(({ title, ...source }) => ({
  ...source,
  title: title ?? source.id,
}));
