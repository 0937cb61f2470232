import { Flex } from '@backstage/ui';
import type {
  Kernel,
  KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Remark } from '../display/Remark';
import { useTexts, type Texts } from '../translation/useTexts';
import { imageArchitectures } from './imageArchitectures';
import { ImageStateBadge } from './ImageStateBadge';
import { staleImageOf } from './staleImageOf';

const OTHER_SOURCE = {
  present: 'imageState.inOtherSource',
  unknown: 'imageState.unknownInOtherSource',
} as const;

/** State of a kernel's image in all its repositories, with the reason. */
export function KernelImageState({ kernel }: { kernel: Kernel }) {
  const { t } = useTexts();
  const decisive = kernel.images.filter(
    image => image.state === kernel.imageState,
  );
  const stale = staleImageOf(kernel)?.stale;
  return (
    <Flex direction="column" gap="0.5" align="start">
      <ImageStateBadge state={kernel.imageState} stale={stale} />
      <Remark>{reasonOf(kernel, decisive, t)}</Remark>
      {stale && <Remark>{stale.join(' ')}</Remark>}
      {kernel.releasesWithoutToolkit && (
        <Remark>{mismatchOf(kernel.releasesWithoutToolkit, t)}</Remark>
      )}
    </Flex>
  );
}

function reasonOf(kernel: Kernel, decisive: KernelImage[], t: Texts): string {
  if (decisive.length === 0) {
    const release = kernel.toolkitImages?.[0]?.releases[0];
    const other = kernel.otherSources?.find(
      ({ imageState }) => imageState === kernel.imageState,
    );
    if (release) {
      return t('imageState.inRelease', { release });
    }
    if (other && kernel.imageState !== 'absent') {
      return t(OTHER_SOURCE[kernel.imageState], { source: other.source });
    }
    return t('imageState.noRepository');
  }
  const repositories = decisive.map(image => image.repository).join(', ');
  if (kernel.imageState === 'unknown') {
    const reasons = decisive.flatMap(image => image.reason ?? []);
    return reasons.length > 0
      ? [...new Set(reasons)].join(' ')
      : t('imageState.notAsked', { repositories });
  }
  return kernel.imageState === 'present'
    ? decisive.map(image => placeOf(image, t)).join('; ')
    : t('imageState.notInRepositories', { repositories });
}

/** For the newest release; the kernel's page has the others. */
function mismatchOf(
  [{ releases, toolkits }]: NonNullable<Kernel['releasesWithoutToolkit']>,
  t: Texts,
): string {
  const [release] = releases;
  return toolkits.length === 0
    ? t('imageState.noToolkitInRelease', { release })
    : t('imageState.otherKernelOfRelease', {
        release,
        kernels: toolkits.map(({ kernel }) => kernel).join(', '),
      });
}

function placeOf(image: KernelImage, t: Texts): string {
  const { repository } = image;
  const missing = imageArchitectures(image, 'absent');
  return missing.length > 0
    ? t('imageState.inRepositoryWithout', {
        repository,
        architectures: missing.join(', '),
      })
    : t('imageState.inRepositories', { repositories: repository });
}
