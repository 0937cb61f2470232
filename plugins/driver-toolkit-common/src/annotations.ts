/**
 * `<source>/<version-release>` of the entity's kernel, or of the kernel that it
 * is for. @public
 */
export const ANNOTATION_KERNEL = 'driver-toolkit/kernel';

/** `<image>:<tag>` of the entity's toolkit image. @public */
export const ANNOTATION_IMAGE = 'driver-toolkit/image';

/** Repository for a driver container's images, without a tag. @public */
export const ANNOTATION_DRIVER_IMAGE = 'driver-toolkit/driver-image';

/** `spec.type` of a kernel's Resource. @public */
export const RESOURCE_TYPE_KERNEL = 'kernel';

/** `spec.type` of a toolkit image's Resource. @public */
export const RESOURCE_TYPE_IMAGE = 'driver-toolkit-image';

/** `spec.type` of a driver container's Component. @public */
export const COMPONENT_TYPE_DRIVER = 'driver-container';

/**
 * Events topic: the index has changed; `{ source }` is the changed source.
 * @public
 */
export const INDEX_CHANGED_TOPIC = 'driver-toolkit.index';
