import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type EntityLink,
  type ResourceEntity,
  type SystemEntity,
} from '@backstage/catalog-model';
import {
  ANNOTATION_IMAGE,
  ANNOTATION_KERNEL,
  imageEntityName,
  kernelEntityName,
  RESOURCE_TYPE_IMAGE,
  RESOURCE_TYPE_KERNEL,
  type Image,
  type Kernel,
  type Snapshot,
  type Source,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

const API_VERSION = 'backstage.io/v1alpha1';

/**
 * The catalog's entities of an index: a System for each kernel source, a
 * Resource for each kernel and each toolkit image.
 *
 * @remarks
 * Byte-stable: the same index gives the same entities, so an unchanged one
 * costs the catalog nothing. Entities contain neither times nor build states.
 */
export function toEntities(
  snapshot: Snapshot,
  owner: string,
): (SystemEntity | ResourceEntity)[] {
  return [
    ...snapshot.sources
      .filter(source => source.kind === 'kernels')
      .map(source => systemEntity(source, owner)),
    ...snapshot.kernels.map(kernel => kernelEntity(kernel, owner)),
    ...snapshot.images
      .filter(isToolkitImage)
      .map(image => imageEntity(image, owner)),
  ];
}

/** Tags such as `latest` are aliases of other images. */
function isToolkitImage(image: Image): boolean {
  return (
    image.kernels.length > 0 ||
    (image.labels['kernel-version'] !== undefined &&
      image.tag.startsWith(image.labels['kernel-version'].split('-')[0]))
  );
}

function systemEntity(source: Source, owner: string): SystemEntity {
  return {
    apiVersion: API_VERSION,
    kind: 'System',
    metadata: {
      name: source.id,
      title: source.title,
      description: `Kernels of ${source.title} and their Driver Toolkit images`,
      annotations: locationAnnotations(source.id),
    },
    spec: { owner, type: 'kernel-source' },
  };
}

function kernelEntity(kernel: Kernel, owner: string): ResourceEntity {
  const id = `${kernel.source}/${kernel.kernel}`;
  return {
    apiVersion: API_VERSION,
    kind: 'Resource',
    metadata: {
      name: kernelEntityName(kernel.source, kernel.kernel),
      title: kernel.kernel,
      description: `Linux kernel for ${architecturesOf(kernel).join(', ')}`,
      annotations: { ...locationAnnotations(id), [ANNOTATION_KERNEL]: id },
      ...(kernel.retired && { tags: ['retired'] }),
    },
    spec: { type: RESOURCE_TYPE_KERNEL, owner, system: kernel.source },
  };
}

function imageEntity(image: Image, owner: string): ResourceEntity {
  const kernel = image.kernels.at(0);
  const links = registryLinks(image);
  return {
    apiVersion: API_VERSION,
    kind: 'Resource',
    metadata: {
      name: imageEntityName(image.repository, image.tag),
      title: `Driver Toolkit ${image.tag}`,
      description: `Builder image with the kernel packages of ${image.tag}`,
      annotations: {
        ...locationAnnotations(`${image.repository}/${image.tag}`),
        [ANNOTATION_IMAGE]: image.reference,
        ...(kernel && {
          [ANNOTATION_KERNEL]: `${kernel.source}/${kernel.kernel}`,
        }),
      },
      ...(links.length > 0 && { links }),
    },
    spec: {
      type: RESOURCE_TYPE_IMAGE,
      owner,
      ...(kernel && {
        system: kernel.source,
        dependsOn: image.kernels.map(({ entityRef }) => entityRef),
      }),
    },
  };
}

function architecturesOf(kernel: Kernel): string[] {
  return [...new Set(kernel.flavours.map(f => f.architecture))].sort();
}

function locationAnnotations(target: string): Record<string, string> {
  const location = `driver-toolkit:${target}`;
  return {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
  };
}

/** Registries with a web page for each image. */
function registryLinks({ reference }: Image): EntityLink[] {
  const [registry, ...path] = reference.split('/');
  const repository = path.join('/').replace(/:[^:/]*$/, '');
  const pages: Record<string, string> = {
    'ghcr.io': `https://ghcr.io/${repository}`,
    'quay.io': `https://quay.io/repository/${repository}?tab=tags`,
    'docker.io': `https://hub.docker.com/r/${repository}/tags`,
  };
  const url = pages[registry];
  return url ? [{ url, title: `${registry}/${repository}` }] : [];
}
