import { InputError } from '@backstage/errors';
import { printableText } from './http/printableText';

/** The parts of an image reference. @public */
export interface ImageReference {
  /** Host, with its port if it has one. */
  registry: string;
  /** Path within the registry, such as `fabiendupont/driver-toolkit`. */
  repository: string;
  tag?: string;
  /** Algorithm and hexadecimal value, such as `sha256:…`. */
  digest?: string;
}

/** A host name and a port. */
const MAX_REGISTRY_LENGTH = 253 + 6;
const MAX_REPOSITORY_LENGTH = 255;
const MAX_SHOWN = 300;
const REGISTRY =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const REPOSITORY =
  /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * Parses `[registry/]repository[:tag][@digest]`.
 *
 * @remarks
 * Names and tags follow the OCI distribution specification ("Pulling
 * manifests"). A first part that is no host name (no dot, no port, not
 * `localhost`) belongs to the repository. The registry is then `docker.io`,
 * where a single name is under `library/`.
 *
 * @throws InputError if it is no image reference.
 * @public
 */
export function parseImageReference(reference: string): ImageReference {
  const [named, digest, ...rest] = reference.split('@');
  if (rest.length > 0 || (digest !== undefined && !DIGEST.test(digest))) {
    throw refuse(reference, 'its digest must be sha256: and 64 hex digits');
  }
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const path = hasTag ? named.slice(0, colon) : named;
  if (tag !== undefined && !TAG.test(tag)) {
    throw refuse(
      reference,
      'its tag must be 1 to 128 of letters, digits, "_", "." and "-"',
    );
  }
  const { registry, repository } = splitRegistry(path);
  if (!REGISTRY.test(registry) || registry.length > MAX_REGISTRY_LENGTH) {
    throw refuse(reference, 'its registry must be a host name');
  }
  if (
    !REPOSITORY.test(repository) ||
    repository.length > MAX_REPOSITORY_LENGTH
  ) {
    throw refuse(
      reference,
      'its repository must be lower-case names joined by "/"',
    );
  }
  return { registry, repository, tag, digest };
}

function splitRegistry(path: string): { registry: string; repository: string } {
  const slash = path.indexOf('/');
  const first = path.slice(0, slash);
  if (slash > 0 && (/[.:]/.test(first) || first === 'localhost')) {
    const repository = path.slice(slash + 1);
    return first === 'docker.io' || first === 'index.docker.io'
      ? dockerHub(repository)
      : { registry: first, repository };
  }
  return dockerHub(path);
}

function dockerHub(repository: string) {
  return {
    registry: 'docker.io',
    repository: repository.includes('/') ? repository : `library/${repository}`,
  };
}

function refuse(reference: string, reason: string): InputError {
  // The text before an "@" may be a user name and a password, typed by mistake.
  const shown = reference.includes('@')
    ? 'This'
    : `'${printableText(reference, MAX_SHOWN)}'`;
  return new InputError(`${shown} is not an image reference: ${reason}.`);
}
