import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Text } from '@backstage/ui';
import { useMemo } from 'react';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { useBuilds } from '../api/useBuilds';
import type { CreatedBuild } from '../api/useCreateBuild';
import { BuildHistory } from '../builds/BuildHistory';
import { BuildView } from '../builds/BuildView';
import { useOpenedBuild } from '../builds/useOpenedBuild';
import { useTexts } from '../translation/useTexts';
import { DriverVerdicts } from '../verdicts/DriverVerdicts';
import { DriverBuildForm } from './DriverBuildForm';
import { DriverImage } from './DriverImage';
import { DriverManifests } from './DriverManifests';
import { isDriverContainer } from './entityFilters';
import { kernelOf } from './kernelOf';
import { ModuleCertificates } from './ModuleCertificates';
import { NoKernelAnnotation } from './NoKernelAnnotation';
import { ToolkitBuildForm } from './ToolkitBuildForm';

/** Builds of a kernel, a toolkit image or a driver container. */
export function EntityBuilds() {
  const { entity } = useEntity();
  return (
    <DriverToolkitQueries>
      <BuildsOf entity={entity} />
    </DriverToolkitQueries>
  );
}

function BuildsOf({ entity }: { entity: Entity }) {
  const { t } = useTexts();
  const entityRef = stringifyEntityRef(entity);
  const filter = useMemo(() => ({ entityRef }), [entityRef]);
  const newest = useBuilds(filter).data?.pages[0].items[0];
  const { id, created, open } = useOpenedBuild();
  const shown = id ?? newest?.id;

  return (
    <Flex direction="column" gap="5">
      {isDriverContainer(entity) && <DriverImage entityRef={entityRef} />}
      {isDriverContainer(entity) && (
        <ModuleCertificates entityRef={entityRef} />
      )}
      <BuildForm entity={entity} onCreated={open} />
      {shown && (
        <BuildView
          key={shown}
          id={shown}
          reveal={id !== undefined}
          pageOf={entityRef}
          created={created}
          onCreated={open}
        />
      )}
      {isDriverContainer(entity) && <DriverVerdicts entityRef={entityRef} />}
      {isDriverContainer(entity) && <DriverManifests entityRef={entityRef} />}
      <section aria-label={t('builds.history')}>
        <Flex direction="column" gap="3">
          <Text as="h2" variant="title-x-small" weight="bold">
            {t('builds.history')}
          </Text>
          <BuildHistory filter={filter} empty={t('builds.noneOfEntity')} />
        </Flex>
      </section>
    </Flex>
  );
}

function BuildForm(props: {
  entity: Entity;
  onCreated: (created: CreatedBuild) => void;
}) {
  const { entity, onCreated } = props;
  const kernel = kernelOf(entity);
  if (isDriverContainer(entity)) {
    return (
      <DriverBuildForm
        entityRef={stringifyEntityRef(entity)}
        preferred={kernel}
        onCreated={onCreated}
      />
    );
  }
  return kernel ? (
    <ToolkitBuildForm kernel={kernel} onCreated={onCreated} />
  ) : (
    <NoKernelAnnotation />
  );
}
