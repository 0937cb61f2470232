import type { z } from 'zod';
import { parseImageReference } from '../../parseImageReference';
import { matchDriverPrefix } from '../driverPrefix';

/** The parts of the configuration that name images. */
export interface Images {
  kernelSources: { baseImage?: string; images?: string[] }[];
  imageRepositories: { image: string }[];
  toolkit: { baseImage: string; layerCache?: { image: string } };
  drivers: { repositories: { prefix: string }[] };
}

/**
 * Refuses prefixes that cover an image which the platform trusts: a driver's
 * author could overwrite it.
 */
export function checkDriverPrefixes(
  config: Images,
  context: z.core.$RefinementCtx<Images>,
): void {
  const trusted = listTrusted(config).map(({ key, image }) => ({
    key,
    image: nameOf(image),
  }));
  config.drivers.repositories.forEach(({ prefix }, index) => {
    const covered = trusted.find(
      ({ image }) =>
        image !== undefined &&
        matchDriverPrefix(withPlainHost(prefix), image) !== undefined,
    );
    if (covered) {
      context.addIssue({
        code: 'custom',
        path: ['drivers', 'repositories', index, 'prefix'],
        message: `a place that has driver images only, and not driverToolkit.${covered.key} (${covered.image}), which they could overwrite`,
        input: prefix,
      });
    }
  });
}

function listTrusted({
  kernelSources,
  imageRepositories,
  toolkit,
}: Images): { key: string; image?: string }[] {
  return [
    ...imageRepositories.map(({ image }, i) => ({
      key: `imageRepositories[${i}].image`,
      image,
    })),
    { key: 'toolkit.layerCache.image', image: toolkit.layerCache?.image },
    { key: 'toolkit.baseImage', image: toolkit.baseImage },
    ...kernelSources.flatMap(({ baseImage, images = [] }, i) => [
      { key: `kernelSources[${i}].baseImage`, image: baseImage },
      ...images.map((image, j) => ({
        key: `kernelSources[${i}].images[${j}]`,
        image,
      })),
    ]),
  ];
}

/** Undefined without an image, and for values that another check refuses. */
function nameOf(image: string | undefined): string | undefined {
  try {
    const { registry, repository } = parseImageReference(image ?? '');
    return withPlainHost(`${registry}/${repository}`);
  } catch {
    return undefined;
  }
}

/** Normalised: in lower case and without the default port. */
function withPlainHost(image: string): string {
  const [host, ...path] = image.split('/');
  return [host.toLowerCase().replace(/:443$/, ''), ...path].join('/');
}
