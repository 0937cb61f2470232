import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import {
  kernelEntityRef,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useMemo } from 'react';
import { useMissingEntities } from '../api/useMissingEntities';
import { Fact } from '../display/Facts';
import { useEntityAddress } from '../navigation/useEntityAddress';
import { useTexts } from '../translation/useTexts';

/** Links from a build to its driver and its kernel. */
export function BuildEntities(props: {
  build: Build;
  /** The entity of the current page, which needs no link. */
  pageOf?: string;
}) {
  const { build, pageOf } = props;
  const { t } = useTexts();
  const entityAddress = useEntityAddress();
  const kernel = kernelEntityRef(build.source, build.kernel);
  const driver = build.type === 'driver' ? build.entityRef : undefined;
  const isMissing = useMissingEntities(
    useMemo(() => (driver ? [driver, kernel] : [kernel]), [driver, kernel]),
  );
  const linked = (entityRef: string, name: JSX.Element) =>
    isMissing(entityRef) ? (
      name
    ) : (
      <Link href={entityAddress(entityRef)}>{name}</Link>
    );
  return (
    <>
      <Fact name={t('build.driver')}>
        {driver &&
          driver !== pageOf &&
          linked(
            driver,
            <EntityDisplayName entityRef={driver} hideIcon disableTooltip />,
          )}
      </Fact>
      <Fact name={t('build.kernel')}>
        {kernel !== pageOf && linked(kernel, <>{build.kernel}</>)}
      </Fact>
    </>
  );
}
