import { z } from 'zod';
import { architectures } from '../../fields/architectures';
import { identifier } from '../../fields/identifier';
import { imageReference } from '../../fields/image';
import { knownKeys } from '../../fields/knownKeys';
import { text } from '../../fields/text';
import { schedule } from '../schedule';

const OS = 'letters, digits, dots and underscores, as /etc/os-release has it';
const KEEP_LATEST = 'a whole number from 1 to 10000';

const osValue = z.string(OS).regex(/^[A-Za-z0-9][A-Za-z0-9._]{0,31}$/, OS);

/** The keys that kernel sources of every type have. */
export const common = {
  id: identifier,
  title: text('a title to show').optional(),
  architectures,
  keepLatest: z
    .int(KEEP_LATEST)
    .min(1, KEEP_LATEST)
    .max(10_000, KEEP_LATEST)
    .optional(),
  schedule: schedule({ frequency: 'PT6H', timeout: 'PT5M' }),
  baseImage: imageReference.optional(),
  os: knownKeys({ id: osValue, version: osValue }).optional(),
};
