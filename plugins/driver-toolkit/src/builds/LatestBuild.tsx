import { Flex, Link, Text } from '@backstage/ui';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RelativeTime } from '../display/RelativeTime';
import { useBuildAddress } from '../navigation/useBuildAddress';
import { BuildStateBadge } from './BuildStateBadge';

/** State of a build, as a link to the build. */
export function LatestBuild(props: {
  build: Pick<Build, 'id' | 'state' | 'createdAt' | 'finishedAt'>;
}) {
  const { build } = props;
  const buildAddress = useBuildAddress();
  return (
    <Flex direction="column" gap="0.5" align="start">
      <Link href={buildAddress(build.id)} standalone>
        <BuildStateBadge state={build.state} />
      </Link>
      <Text variant="body-small" color="secondary">
        <RelativeTime time={build.finishedAt ?? build.createdAt} />
      </Text>
    </Flex>
  );
}
