import { Flex, Text } from '@backstage/ui';
import {
  isFinished,
  type KernelCoverage,
  type ToolkitBuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Remark } from '../display/Remark';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import { ToolkitBuildButton } from '../kernels/ToolkitBuildButton';
import { useTexts } from '../translation/useTexts';
import type { ArchitectureCoverage, CoverageContext } from './CoverageContext';
import { ToolkitImageLink } from './ToolkitImageLink';

type ImageCoverage = ArchitectureCoverage['images'][number];

/** A kernel's toolkit image for one architecture: its state in each repository, and a build button. */
export function ToolkitCell(props: {
  coverage: KernelCoverage;
  at: ArchitectureCoverage;
  context: CoverageContext;
}) {
  const { coverage, at, context } = props;
  const { t } = useTexts();
  const release = at.toolkitImage?.releases[0];
  if (at.images.length === 0 && !at.toolkitImage) {
    return (
      <Text variant="body-small" color="secondary">
        {t('imageState.noRepository')}
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="2">
      {release && (
        <Flex direction="column" gap="0.5" align="start">
          <ImageStateBadge state="present" />
          <Remark>{t('imageState.inRelease', { release })}</Remark>
        </Flex>
      )}
      {at.images.map(image => (
        <Flex
          key={image.repository}
          align="center"
          gap="2"
          style={{ flexWrap: 'wrap' }}
        >
          <ToolkitImageLink
            kernel={coverage.kernel}
            image={image}
            isMissing={context.isMissing}
          />
          {at.images.length > 1 && (
            <Text variant="body-small" color="secondary">
              {image.repository}
            </Text>
          )}
          <ImageBuild {...props} image={image} />
        </Flex>
      ))}
    </Flex>
  );
}

function ImageBuild(props: {
  coverage: KernelCoverage;
  at: ArchitectureCoverage;
  image: ImageCoverage;
  context: CoverageContext;
}) {
  const { coverage, at, image, context } = props;
  const { t } = useTexts();
  const { architecture } = at;
  const underWay = at.latestBuild && !isFinished(at.latestBuild);
  const isStale = image.state === 'present' && image.stale !== undefined;
  if (underWay || (image.state !== 'absent' && !isStale)) {
    return null;
  }
  if (!at.buildable || coverage.retired) {
    // Many old kernels are like that: a word is quieter than a disabled button.
    return coverage.retired || at.toolkitImage ? null : (
      <Text variant="body-small" color="secondary">
        {t('coverage.noDevel')}
      </Text>
    );
  }
  const request: ToolkitBuildRequest = {
    type: 'toolkit',
    source: coverage.source,
    kernel: coverage.kernel,
    architectures: [architecture],
    repository: image.repository,
    ...(isStale && { force: true }),
  };
  return (
    <ToolkitBuildButton
      request={request}
      obstacle={
        context.hasBuilder(architecture)
          ? undefined
          : t('buildObstacle.noBuilder', { architecture })
      }
      label={t(isStale ? 'coverage.rebuildImage' : 'coverage.buildImage', {
        kernel: coverage.kernel,
        architecture,
      })}
      isPending={context.isPending(request)}
      onBuild={context.onBuild}
    />
  );
}
