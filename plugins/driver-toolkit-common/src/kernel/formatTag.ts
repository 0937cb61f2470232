import { InputError } from '@backstage/errors';

// OCI distribution-spec, "Pulling manifests": the grammar of a tag.
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/**
 * The image tag of a kernel or of a `uname -r`: the same string with `_` for
 * `+`, which tags may not hold.
 *
 * @remarks
 * Lossy, so never read a kernel back from a tag: labels and columns carry the
 * true values.
 *
 * @throws InputError where the result is no tag.
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
