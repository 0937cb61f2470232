import { InputError } from '@backstage/errors';
import type { RpmRepositoryConfig } from '../../../config/types';

const KINDS = ['url', 'mirrorlist', 'metalink'] as const;

/** Where one architecture's repository is, or where to learn it. */
export interface RepositoryLocation {
  kind: (typeof KINDS)[number];
  url: URL;
  /** As mirrors' addresses may have it in them. */
  architecture: string;
}

/**
 * The place that a configured repository is at for one architecture, or for
 * `$arch`, to speak of all of them.
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

/** `$basearch` is what repository files and lists of mirrors call it. */
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
