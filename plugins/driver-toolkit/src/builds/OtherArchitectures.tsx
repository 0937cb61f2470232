import { Flex, Link } from '@backstage/ui';
import {
  buildEntityRef,
  type Build,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useBuilds } from '../api/useBuilds';
import { Fact } from '../display/Facts';
import { useAddressWith } from '../navigation/addressState';
import { useTexts } from '../translation/useTexts';
import { BuildStateBadge } from './BuildStateBadge';

/** The newest builds of the same toolkit image for other architectures. */
export function OtherArchitectures({ build }: { build: Build }) {
  const { t } = useTexts();
  const addressWith = useAddressWith();
  const { data } = useBuilds({ entityRef: buildEntityRef(build) });
  const others = newestOfOthers(
    build,
    data?.pages.flatMap(page => page.items) ?? [],
  );
  return (
    <Fact name={t('build.otherArchitectures')}>
      {others.length > 0 && (
        <Flex gap="3" align="center" style={{ flexWrap: 'wrap' }}>
          {others.map(({ id, architecture, state }) => (
            <Flex key={id} gap="1" align="center">
              <Link href={addressWith({ build: id })}>{architecture}</Link>
              <BuildStateBadge state={state} />
            </Flex>
          ))}
        </Flex>
      )}
    </Fact>
  );
}

function newestOfOthers(build: Build, newestFirst: Build[]): Build[] {
  const others = newestFirst.filter(
    ({ architecture, imageReference }) =>
      architecture !== build.architecture &&
      imageReference === build.imageReference,
  );
  return others.filter(
    ({ architecture }, index) =>
      others.findIndex(each => each.architecture === architecture) === index,
  );
}
