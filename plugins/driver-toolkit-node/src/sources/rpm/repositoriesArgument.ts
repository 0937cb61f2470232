import type {
  KernelSourceConfig,
  RpmRepositoryConfig,
} from '../../config/types';
import { TELLING_PARAMETERS } from './mirrors/describeLocation';

/**
 * Other parameters of an address may be secrets, and an image keeps its build
 * arguments.
 */
const KNOWN_PARAMETERS = [
  ...TELLING_PARAMETERS,
  'content',
  'country',
  'infra',
  'protocol',
];

/**
 * The Dockerfile's build argument `REPOSITORIES` for a kernel source, so that a
 * build finds the indexed packages with any base image; empty if there is
 * nothing to pass.
 *
 * @remarks
 * Leaves out repositories that need a certificate, because a build step has
 * none, and addresses that may contain a secret.
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

/** dnf's name of the variable, without characters that need quotes. */
function toAddress(template: string): string {
  return new URL(template).href.replaceAll('$arch', '$basearch');
}
