import { NotFoundError } from '@backstage/errors';

/** A list names a manifest that the registry reports as missing. */
export class MissingManifestError extends NotFoundError {}
