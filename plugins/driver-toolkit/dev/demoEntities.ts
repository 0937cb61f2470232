import type { Entity } from '@backstage/catalog-model';
import type { InMemoryDriverToolkit } from '../src/__testUtils__/InMemoryDriverToolkit';
import {
  aDriverEntity,
  aKernelEntity,
  anImageEntity,
} from '../src/__testUtils__/entities';

const DRIVERS = [
  'simple-kmod',
  'lustre-client',
  'mlx5-inbox',
  'nvidia-open',
  'qat',
  'weka-fs-gateway-experimental',
];

/** The catalog's side of the demo. */
export function demoEntities(world: InMemoryDriverToolkit): Entity[] {
  return [
    ...world.kernels.map(({ kernel }) => aKernelEntity(kernel)),
    ...world.images.map(({ kernels }) => anImageEntity(kernels[0].kernel)),
    ...DRIVERS.map(name => aDriverEntity(undefined, name)),
  ];
}
