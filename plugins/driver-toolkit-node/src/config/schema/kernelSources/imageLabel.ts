import { z } from 'zod';
import { filePath } from '../../fields/filePath';
import { imageReference } from '../../fields/image';
import { knownKeys } from '../../fields/knownKeys';
import { text } from '../../fields/text';
import { common } from './common';

const IMAGES = 'a list of one or more different image references';

/** A `kernelSources` entry of type `imageLabel`. */
export const imageLabelKernelSource = knownKeys({
  ...common,
  type: z.literal('imageLabel'),
  images: z
    .array(imageReference, IMAGES)
    .min(1, IMAGES)
    .refine(images => new Set(images).size === images.length, IMAGES),
  label: text('the name of a label').default('ostree.linux'),
  authFile: filePath('the path of an auth.json').optional(),
  insecure: z.boolean('true or false').default(false),
});
