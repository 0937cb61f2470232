import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  Card,
  CardBody,
  CardHeader,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useBuild } from '../api/useBuild';
import { useBuildUpdate } from '../api/useBuildUpdate';
import { Problem } from '../display/Problem';
import { BuildLog } from '../log/BuildLog';
import { useTexts } from '../translation/useTexts';
import { BuildFacts } from './BuildFacts';
import { BuildFailure } from './BuildFailure';
import { BuildProgress } from './BuildProgress';
import { BuildStateBadge } from './BuildStateBadge';
import { BuildTarget } from './BuildTarget';
import { CancelBuildButton } from './CancelBuildButton';
import { RetryBuildButton } from './RetryBuildButton';

/** One build: where it is, what came of it, and its log as it is written. */
export function BuildView(props: {
  id: string;
  /** Shows another build, such as the one that a retry made. */
  onOpen: (id: string) => void;
}) {
  const { id, onOpen } = props;
  const { t } = useTexts();
  const { data: build, error, refetch } = useBuild(id);
  const update = useBuildUpdate();

  if (!build) {
    return error ? (
      <Problem
        title={t('build.failedToRead')}
        error={error}
        onRetry={refetch}
      />
    ) : (
      <Skeleton width="100%" height="12rem" />
    );
  }
  return (
    <Card>
      <CardHeader>
        <Flex
          justify="between"
          align="center"
          gap="3"
          style={{ flexWrap: 'wrap' }}
        >
          <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
            <Text as="h2" variant="title-x-small" weight="bold">
              <BuildTarget build={build} />
            </Text>
            <span role="status" aria-label={t('build.state')}>
              <BuildStateBadge state={build.state} />
            </span>
          </Flex>
          {isFinished(build) ? (
            <RetryBuildButton build={build} onOpen={onOpen} />
          ) : (
            <CancelBuildButton build={build} />
          )}
        </Flex>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="4">
          <BuildProgress build={build} />
          {error && (
            <Problem
              title={t('build.failedToRead')}
              error={error}
              onRetry={refetch}
            />
          )}
          {build.error && (
            <BuildFailure error={build.error} state={build.state} />
          )}
          <BuildFacts build={build} />
          <BuildLog build={build} onBuild={update} />
        </Flex>
      </CardBody>
    </Card>
  );
}
