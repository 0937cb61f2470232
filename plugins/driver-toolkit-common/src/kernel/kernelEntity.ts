import { stringifyEntityRef } from '@backstage/catalog-model';
import { entityName, hashedEntityName } from './entityName';

/**
 * Name of a kernel's Resource: `centos-stream-9-5.14.0-391.el9`.
 *
 * @remarks
 * Collision-free like {@link entityName}: a kernel is `version-release`, with
 * exactly one hyphen, so the source is the part before the last two. Kernels
 * and toolkit images are both Resources and share the plain form, so no image
 * repository may have the id of a kernel source; the configuration must refuse
 * that.
 *
 * @public
 */
export function kernelEntityName(source: string, kernel: string): string {
  return nameBesideKernel(source, kernel);
}

/**
 * Name of a toolkit image's Resource: `ghcr-5.14.0-391.el9`; a tag that is not
 * of a kernel's form gets a hash, `ghcr-latest-…`.
 *
 * @remarks See {@link kernelEntityName}.
 * @public
 */
export function imageEntityName(repository: string, tag: string): string {
  return nameBesideKernel(repository, tag);
}

/** Entity reference of a kernel's Resource. @public */
export function kernelEntityRef(source: string, kernel: string): string {
  return resourceRef(kernelEntityName(source, kernel));
}

/** Entity reference of a toolkit image's Resource. @public */
export function imageEntityRef(repository: string, tag: string): string {
  return resourceRef(imageEntityName(repository, tag));
}

function nameBesideKernel(id: string, kernel: string): string {
  const parts = kernel.split('-');
  // Plain names have a fixed number of parts; others are hashed.
  return parts.length === 2
    ? entityName(id, ...parts)
    : hashedEntityName(id, kernel);
}

function resourceRef(name: string): string {
  return stringifyEntityRef({ kind: 'Resource', namespace: 'default', name });
}
