import { valid } from 'semver';
import { z } from 'zod';
import { filePath } from '../../fields/filePath';
import { graphUrl } from '../../fields/graphUrl';
import { knownKeys } from '../../fields/knownKeys';
import { schedule } from '../schedule';
import { tls } from '../tls';
import { common } from './common';

const CHANNELS =
  "a list of one or more different update channels, such as 'stable-4.16'";
const CHANNEL = "an update channel, such as 'stable-4.16'";
const SINCE = "an OpenShift version, such as '4.8.0'";

/** A `kernelSources` entry of type `openshift`. */
export const openshiftKernelSource = knownKeys({
  ...common,
  type: z.literal('openshift'),
  graph: graphUrl.default(
    'https://api.openshift.com/api/upgrades_info/v1/graph',
  ),
  channels: z
    .array(z.string(CHANNEL).regex(/^[\w.-]+$/, CHANNEL), CHANNELS)
    .min(1, CHANNELS)
    .refine(names => new Set(names).size === names.length, CHANNELS)
    .optional(),
  since: z
    .string(SINCE)
    .refine(version => valid(version) === version, SINCE)
    .optional(),
  pullSecret: filePath('the path of a pull secret').optional(),
  insecure: z.boolean('true or false').default(false),
  tls: tls.optional(),
  // The first read has hundreds of releases, later ones few.
  schedule: schedule({ frequency: 'PT6H', timeout: 'PT30M' }),
}).superRefine(({ channels, since }, context) => {
  if (channels === undefined && since === undefined) {
    context.addIssue({
      code: 'custom',
      path: ['channels'],
      message: `${CHANNELS}, unless since says which release is the first`,
    });
  }
});
