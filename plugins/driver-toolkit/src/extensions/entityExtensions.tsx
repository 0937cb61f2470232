import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import {
  COMPONENT_TYPE_DRIVER,
  RESOURCE_TYPE_IMAGE,
  RESOURCE_TYPE_KERNEL,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { driverToolkitTranslationRef } from '../translation/driverToolkitTranslationRef';

const isKernel = { kind: 'resource', 'spec.type': RESOURCE_TYPE_KERNEL };
const isToolkitImage = { kind: 'resource', 'spec.type': RESOURCE_TYPE_IMAGE };
const isDriverContainer = {
  kind: 'component',
  'spec.type': COMPONENT_TYPE_DRIVER,
};

/** A kernel's flavours and images. */
export const kernelCard = EntityCardBlueprint.make({
  name: 'kernel',
  params: {
    type: 'content',
    filter: isKernel,
    loader: () => import('../entity/KernelCard').then(m => <m.KernelCard />),
  },
});

/** A toolkit image's digest, platforms, labels and use. */
export const imageCard = EntityCardBlueprint.make({
  name: 'image',
  params: {
    type: 'content',
    filter: isToolkitImage,
    loader: () => import('../entity/ImageCard').then(m => <m.ImageCard />),
  },
});

/** Builds of an entity. */
export const buildsContent = EntityContentBlueprint.make({
  name: 'builds',
  params: {
    path: '/builds',
    title: driverToolkitTranslationRef('page.builds'),
    filter: { $any: [isKernel, isToolkitImage, isDriverContainer] },
    loader: () =>
      import('../entity/EntityBuilds').then(m => <m.EntityBuilds />),
  },
});
