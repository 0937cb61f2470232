import { createHash } from 'node:crypto';
import type {
  LayerCacheConfig,
  SharedParts,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ToolkitPlan } from '../../plans/BuildPlan';

/** The stage that is the same for all kernels. */
const COMMON_STAGE = 'common';
const STAGE = new RegExp(`^FROM\\s.*\\sAS\\s+${COMMON_STAGE}\\s*$`, 'im');
/** Arguments that differ from kernel to kernel. */
const KERNEL_ARGUMENTS = ['KERNEL_VERSION', 'RT_KERNEL_VERSION'];

/**
 * The parts that toolkit builds share for all kernels: packages, and the
 * Containerfile's stage `common` if it has one.
 */
export function sharedParts(
  { source, architecture }: Pick<ToolkitPlan, 'source' | 'architecture'>,
  options: {
    containerfile: string;
    arguments: Record<string, string>;
    layerCache?: LayerCacheConfig;
  },
): SharedParts {
  const { containerfile, layerCache } = options;
  if (!STAGE.test(containerfile)) {
    return { source };
  }
  const common = Object.entries(options.arguments)
    .filter(([name]) => !KERNEL_ARGUMENTS.includes(name))
    .sort();
  const hash = createHash('sha256').update(
    JSON.stringify([architecture, containerfile, common]),
  );
  return {
    source,
    stage: {
      name: COMMON_STAGE,
      key: hash.digest('hex'),
      ...(layerCache && {
        layerCache: {
          prefix: layerCache.image,
          credentials: layerCache.credentials,
          insecure: layerCache.insecure,
        },
      }),
    },
  };
}
