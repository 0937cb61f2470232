import type { KernelSourceConfig } from '../config/types';
import type { ContentCache } from '../registry/ImageRepository';
import { InMemoryContentCache } from '../registry/InMemoryContentCache';
import { ImageLabelKernelSource } from './imageLabel/ImageLabelKernelSource';
import type { KernelSource } from './KernelSource';
import { OpenshiftKernelSource } from './openshift/OpenshiftKernelSource';
import { RpmKernelSource } from './rpm/RpmKernelSource';

/**
 * Creates the kernel source of a configuration entry.
 *
 * @remarks
 * Keep and reuse it: it remembers unchanged repositories. Sources that read
 * images store content by digest in the cache, which they may share with image
 * repositories; by default it lives as long as the source.
 *
 * @public
 */
export function createKernelSource(
  config: KernelSourceConfig,
  options: { cache?: ContentCache } = {},
): KernelSource {
  const { cache = new InMemoryContentCache() } = options;
  switch (config.type) {
    case 'openshift':
      return new OpenshiftKernelSource(config, { cache });
    case 'imageLabel':
      return new ImageLabelKernelSource(config, { cache });
    default:
      return new RpmKernelSource(config);
  }
}
