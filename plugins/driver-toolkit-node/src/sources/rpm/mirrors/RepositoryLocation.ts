import { InputError } from '@backstage/errors';
import type { RpmRepositoryConfig } from '../../../config/types';

const KINDS = ['url', 'mirrorlist', 'metalink'] as const;

/** The location of one architecture's repository, or of its list of mirrors. */
export interface RepositoryLocation {
  kind: (typeof KINDS)[number];
  url: URL;
  /** The architecture's name in mirrors' addresses. */
  architecture: string;
}

/**
 * The location of a configured repository for one architecture, or with `$arch`
 * for messages about all.
 */
export function locate(
  repository: RpmRepositoryConfig,
  architecture: string,
): RepositoryLocation {
  const [kind, template] = kindOf(repository);
  const address = substituteArchitecture(template, architecture);
  return {
    kind,
    url: new URL(
      kind === 'url' && !address.endsWith('/') ? `${address}/` : address,
    ),
    architecture,
  };
}

/** Repository files and lists of mirrors call it `$basearch`. */
export function substituteArchitecture(
  template: string,
  architecture: string,
): string {
  return template.replaceAll(
    /\$(?:\{(?:base)?arch\}|(?:base)?arch\b)/g,
    () => architecture,
  );
}

function kindOf(
  repository: RpmRepositoryConfig,
): [RepositoryLocation['kind'], string] {
  for (const kind of KINDS) {
    const template = repository[kind];
    if (template !== undefined) {
      return [kind, template];
    }
  }
  throw new InputError(`A dnf repository needs one of ${KINDS.join(', ')}`);
}
