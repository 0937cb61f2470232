import type { Entity } from '@backstage/catalog-model';
import type { InMemoryDriverToolkit } from '../src/__testUtils__/InMemoryDriverToolkit';
import {
  aDriverEntity,
  aKernelEntity,
  anImageEntity,
} from '../src/__testUtils__/entities';

/** The catalog's side of the demo. */
export function demoEntities(world: InMemoryDriverToolkit): Entity[] {
  return [
    ...world.kernels.map(({ kernel }) => aKernelEntity(kernel)),
    ...world.images.map(({ kernels }) => anImageEntity(kernels[0].kernel)),
    aDriverEntity(),
  ];
}
