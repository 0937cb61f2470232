import { Flex, Link, Tooltip, TooltipTrigger } from '@backstage/ui';
import {
  formatTag,
  imageEntityRef,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Remark } from '../display/Remark';
import { ImageStateBadge } from '../kernels/ImageStateBadge';
import { useEntityAddress } from '../navigation/useEntityAddress';
import type { ArchitectureCoverage } from './CoverageContext';

/** State of an image, as a link to its page if there is one, with the reason if it is stale or unknown. */
export function ToolkitImageLink(props: {
  kernel: string;
  image: ArchitectureCoverage['images'][number];
  isMissing: (entityRef: string) => boolean;
}) {
  const { kernel, image, isMissing } = props;
  const { repository, state, stale, reason } = image;
  const entityAddress = useEntityAddress();
  const entityRef = imageEntityRef(repository, formatTag(kernel));
  const badge = <ImageStateBadge state={state} stale={stale} />;
  if (state === 'unknown' && reason) {
    return (
      <Flex direction="column" gap="0.5" align="start">
        {badge}
        <Remark>{reason}</Remark>
      </Flex>
    );
  }
  if (state !== 'present' || isMissing(entityRef)) {
    return badge;
  }
  return (
    <TooltipTrigger isDisabled={!stale}>
      <Link href={entityAddress(entityRef)} standalone>
        {badge}
      </Link>
      <Tooltip>{stale?.join(' ')}</Tooltip>
    </TooltipTrigger>
  );
}
