import { z } from 'zod';
import { knownKeys } from '../../fields/knownKeys';
import { mirrorsUrl, repositoryUrl } from '../../fields/repositoryUrl';
import { findRpmPreset, RPM_PRESET_NAMES } from '../../presets/findRpmPreset';
import type { RpmPreset } from '../../presets/RpmPreset';
import { tls } from '../tls';
import { common } from './common';

// With braces it would be an environment variable, and Backstage drops an entry
// whose variable is not set.
const REPOSITORIES =
  'a list of one or more dnf repositories (write $arch without braces)';
const REPOSITORIES_OR_PRESET = `${REPOSITORIES}, unless preset names a distribution`;
const ONE_ADDRESS =
  'a dnf repository with exactly one of url, mirrorlist and metalink';
const PRESET = `one of ${RPM_PRESET_NAMES.join(', ')}`;

const DEFAULT_ARCHITECTURES = ['x86_64'];

const repository = z.preprocess(
  value => (typeof value === 'string' ? { url: value } : value),
  knownKeys({
    url: repositoryUrl.optional(),
    mirrorlist: mirrorsUrl.optional(),
    metalink: mirrorsUrl.optional(),
    optional: z.boolean('true or false').default(false),
  }).refine(
    ({ url, mirrorlist, metalink }) =>
      [url, mirrorlist, metalink].filter(address => address !== undefined)
        .length === 1,
    ONE_ADDRESS,
  ),
);

/** A `kernelSources` entry of type `rpm`; its keys override its preset. */
export const rpmKernelSource = knownKeys({
  ...common,
  type: z.literal('rpm'),
  preset: z
    .string(PRESET)
    .refine(name => findRpmPreset(name) !== undefined, PRESET)
    .optional(),
  architectures: common.architectures.unwrap().optional(),
  repositories: z
    .array(repository, REPOSITORIES)
    .min(1, REPOSITORIES)
    .optional(),
  tls: tls.optional(),
}).transform((source, context) => {
  const preset: Partial<RpmPreset> =
    (source.preset && findRpmPreset(source.preset)) || {};
  const repositories = source.repositories ?? preset.repositories;
  if (!repositories) {
    context.addIssue({
      code: 'custom',
      path: ['repositories'],
      message: REPOSITORIES_OR_PRESET,
    });
    return z.NEVER;
  }
  return {
    ...source,
    repositories,
    title: source.title ?? preset.title,
    architectures:
      source.architectures ?? preset.architectures ?? DEFAULT_ARCHITECTURES,
    baseImage: source.baseImage ?? preset.baseImage,
    os: source.os ?? preset.os,
  };
});
