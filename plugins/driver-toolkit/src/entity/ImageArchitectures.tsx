import { Flex, Text } from '@backstage/ui';
import type {
  ImageState,
  KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useTexts } from '../translation/useTexts';

const REMARKS: Record<
  ImageState,
  'kernelImages.missing' | 'kernelImages.notKnown' | undefined
> = {
  present: undefined,
  absent: 'kernelImages.missing',
  unknown: 'kernelImages.notKnown',
};

/** A kernel's architectures; those missing from an image are marked. */
export function ImageArchitectures({ image }: { image: KernelImage }) {
  const { t } = useTexts();
  return (
    <Flex direction="column" gap="0.5">
      {image.architectures.map(({ architecture, state }) => {
        // If the tag doesn't exist, every architecture is missing.
        const remark = image.state === 'present' ? REMARKS[state] : undefined;
        return (
          <Text key={architecture} color={remark ? 'secondary' : 'primary'}>
            {remark ? `${architecture}: ${t(remark)}` : architecture}
          </Text>
        );
      })}
    </Flex>
  );
}
