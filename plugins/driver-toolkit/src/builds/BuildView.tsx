import {
  Card,
  CardBody,
  CardHeader,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { ReactNode } from 'react';
import { useBuild } from '../api/useBuild';
import { useBuildUpdate } from '../api/useBuildUpdate';
import type { CreatedBuild } from '../api/useCreateBuild';
import { Problem } from '../display/Problem';
import { useReveal } from '../display/useReveal';
import { BuildLog } from '../log/BuildLog';
import { useTexts } from '../translation/useTexts';
import { BuildVerdict } from '../verdicts/BuildVerdict';
import { BuildFacts } from './BuildFacts';
import { BuildFailure } from './BuildFailure';
import { BuildProgress } from './BuildProgress';
import { BuildStateBadge } from './BuildStateBadge';
import { BuildTarget } from './BuildTarget';
import styles from './BuildView.module.css';
import { CancelBuildButton } from './CancelBuildButton';
import { CreatedBuildNotice } from './CreatedBuildNotice';
import { LeftOutArchitectures } from './LeftOutArchitectures';
import { RetryBuildButton } from './RetryBuildButton';

/** One build with its progress, its outcome and its live log. */
export function BuildView(props: {
  id: string;
  /** Scroll to the build when it has loaded. */
  reveal?: boolean;
  /** Outcome of the request that led to this build, shown for a while. */
  created?: CreatedBuild;
  /** Called with the new build after a retry. */
  onCreated: (created: CreatedBuild) => void;
  /** The entity of the current page. */
  pageOf?: string;
  /** Before the title, such as a link back. */
  before?: ReactNode;
}) {
  const { id, reveal = false, created, onCreated, pageOf, before } = props;
  const { t } = useTexts();
  const { data: build, error, refetch } = useBuild(id);
  const update = useBuildUpdate();
  const card = useReveal(reveal && build !== undefined);

  if (!build) {
    return (
      <Flex direction="column" gap="3" align="stretch">
        <span>{before}</span>
        {error ? (
          <Problem
            title={t('build.failedToRead')}
            error={error}
            onRetry={refetch}
          />
        ) : (
          <Skeleton width="100%" height="12rem" />
        )}
      </Flex>
    );
  }
  return (
    <Card ref={card} className={styles.view}>
      <CardHeader>
        <Flex
          justify="between"
          align="center"
          gap="3"
          style={{ flexWrap: 'wrap' }}
        >
          <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
            {before}
            <Text as="h2" variant="title-x-small" weight="bold">
              <BuildTarget build={build} />
            </Text>
            <span role="status" aria-label={t('build.state')}>
              <BuildStateBadge state={build.state} />
            </span>
            {created && <CreatedBuildNotice result={created} />}
          </Flex>
          {isFinished(build) ? (
            <RetryBuildButton build={build} onCreated={onCreated} />
          ) : (
            <CancelBuildButton build={build} />
          )}
        </Flex>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          <BuildProgress build={build} />
          {created && <LeftOutArchitectures build={created.build} />}
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
          <BuildFacts build={build} pageOf={pageOf} />
          <BuildVerdict build={build} />
          <BuildLog build={build} onBuild={update} />
        </Flex>
      </CardBody>
    </Card>
  );
}
