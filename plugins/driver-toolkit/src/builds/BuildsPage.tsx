import { ButtonLink, Flex, Link } from '@backstage/ui';
import { RiArrowLeftLine } from '@remixicon/react';
import { useMemo } from 'react';
import { DriverToolkitQueries } from '../api/DriverToolkitQueries';
import { TabContent } from '../display/TabContent';
import { useAddressWith, useQueryState } from '../navigation/addressState';
import { usePageAddress } from '../navigation/usePageAddress';
import { useTexts } from '../translation/useTexts';
import { BuildFilters, readBuildFilter } from './BuildFilters';
import { BuildHistory } from './BuildHistory';
import { BuildView } from './BuildView';
import { useOpenedBuild } from './useOpenedBuild';

/** The tab of builds: all builds, or one of them. */
export function BuildsPage() {
  return (
    <DriverToolkitQueries>
      <TabContent>
        <Builds />
      </TabContent>
    </DriverToolkitQueries>
  );
}

function Builds() {
  const { t } = useTexts();
  const addressWith = useAddressWith();
  const pageAddress = usePageAddress();
  const { id, created, open } = useOpenedBuild();
  const [values, change] = useQueryState('state', 'type');
  const { state, type } = values;
  const filter = useMemo(() => readBuildFilter({ state, type }), [state, type]);

  if (id) {
    return (
      <BuildView
        key={id}
        id={id}
        created={created}
        onCreated={open}
        before={
          <ButtonLink
            href={addressWith({ build: '' })}
            variant="tertiary"
            iconStart={<RiArrowLeftLine />}
          >
            {t('builds.all')}
          </ButtonLink>
        }
      />
    );
  }
  return (
    <Flex direction="column" gap="4">
      <BuildFilters values={values} onChange={change} />
      <BuildHistory
        filter={filter}
        empty={
          state || type ? (
            t('builds.noneMatch')
          ) : (
            <>
              {t('builds.none')}{' '}
              <Link href={pageAddress('kernels')}>
                {t('builds.seeKernels')}
              </Link>
            </>
          )
        }
      />
    </Flex>
  );
}
