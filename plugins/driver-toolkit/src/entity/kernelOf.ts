import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_KERNEL } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { parseKernelId, type KernelId } from '../api/kernelId';

/** The kernel that an entity is, or is for. */
export function kernelOf(entity: Entity): KernelId | undefined {
  return parseKernelId(entity.metadata.annotations?.[ANNOTATION_KERNEL]);
}
