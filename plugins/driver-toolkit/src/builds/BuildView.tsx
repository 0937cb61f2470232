import { isFinished } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  Card,
  CardBody,
  CardHeader,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import type { ReactNode } from 'react';
import { useBuild } from '../api/useBuild';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useBuildUpdate } from '../api/useBuildUpdate';
import { Problem } from '../display/Problem';
import { useReveal } from '../display/useReveal';
import { BuildLog } from '../log/BuildLog';
import { useTexts } from '../translation/useTexts';
import { BuildFacts } from './BuildFacts';
import { BuildFailure } from './BuildFailure';
import { BuildProgress } from './BuildProgress';
import { BuildStateBadge } from './BuildStateBadge';
import { BuildTarget } from './BuildTarget';
import { CreatedBuildNotice } from './CreatedBuildNotice';
import { CancelBuildButton } from './CancelBuildButton';
import { LeftOutArchitectures } from './LeftOutArchitectures';
import styles from './BuildView.module.css';
import { RetryBuildButton } from './RetryBuildButton';

/** One build: where it is, what came of it, and its log as it is written. */
export function BuildView(props: {
  id: string;
  /** Scrolls to the build once it is there: it was asked for by name. */
  reveal?: boolean;
  /** How asking for a build led to this one, to be told for a while. */
  created?: CreatedBuild;
  /** Called with the build that a retry made. */
  onCreated: (created: CreatedBuild) => void;
  /** The entity whose page this is. */
  pageOf?: string;
  /** Stands before the title, such as the way back. */
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
          <BuildLog build={build} onBuild={update} />
        </Flex>
      </CardBody>
    </Card>
  );
}
