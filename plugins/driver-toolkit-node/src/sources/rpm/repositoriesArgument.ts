import type {
  KernelSourceConfig,
  RpmRepositoryConfig,
} from '../../config/types';
import { TELLING_PARAMETERS } from './mirrors/describeLocation';

/** Others of an address may be secrets, and an image keeps its build arguments. */
const KNOWN_PARAMETERS = [
  ...TELLING_PARAMETERS,
  'content',
  'country',
  'infra',
  'protocol',
];

/**
 * The Dockerfile's build argument `REPOSITORIES` of a kernel source, so that
 * what the index has seen a build finds, whatever repositories the base image
 * knows; empty where there is nothing to hand on.
 *
 * @remarks
 * Repositories that are read with a certificate stay out: a build step has
 * none. So do addresses that may hold a secret.
 *
 * @public
 */
export function repositoriesArgument(source: KernelSourceConfig): string {
  if (source.type !== 'rpm' || source.tls) {
    return '';
  }
  const usable = source.repositories.filter(mayBeShown);
  const required = usable.filter(({ optional }) => !optional);
  const optional = usable.filter(repository => repository.optional);
  return [
    ...required.map(toWord),
    ...(optional.length > 0 ? ['optional', ...optional.map(toWord)] : []),
  ].join(' ');
}

function mayBeShown({ url, mirrorlist, metalink }: RpmRepositoryConfig) {
  const { searchParams } = new URL((url ?? mirrorlist ?? metalink)!);
  return [...searchParams.keys()].every(name =>
    KNOWN_PARAMETERS.includes(name),
  );
}

function toWord({ url, mirrorlist, metalink }: RpmRepositoryConfig): string {
  if (url !== undefined) {
    return toAddress(url);
  }
  return mirrorlist !== undefined
    ? `mirrorlist=${toAddress(mirrorlist)}`
    : `metalink=${toAddress(metalink!)}`;
}

/** dnf's name of the variable, and no characters that need quotes. */
function toAddress(template: string): string {
  return new URL(template).href.replaceAll('$arch', '$basearch');
}
