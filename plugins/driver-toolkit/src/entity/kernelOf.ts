import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_KERNEL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { parseKernelId, type KernelId } from '../api/kernelId';

/** The kernel of a kernel, image or driver entity. */
export function kernelOf(entity: Entity): KernelId | undefined {
  return parseKernelId(entity.metadata.annotations?.[ANNOTATION_KERNEL]);
}
