import { InputError } from '@backstage/errors';

// OCI distribution-spec, "Pulling manifests": the grammar of a tag.
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/**
 * The image tag of a kernel or of a `uname -r`: the same string with `_`
 * instead of `+`, which tags must not contain.
 *
 * @remarks
 * Lossy, so never parse a kernel from a tag: labels and columns have the true
 * values.
 *
 * @throws InputError if the result is no tag.
 * @public
 */
export function formatTag(kernelOrUname: string): string {
  const tag = kernelOrUname.replaceAll('+', '_');
  if (!TAG.test(tag)) {
    throw new InputError(
      `'${kernelOrUname}' cannot be an image tag: those are up to 128 letters, digits, '.', '_' and '-', and do not begin with '.' or '-'`,
    );
  }
  return tag;
}
