import { NotFoundError } from '@backstage/errors';

/** A list names a manifest of which the registry says that it is not there. */
export class MissingManifestError extends NotFoundError {}
