import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { CopyableText } from '../display/CopyableText';
import { Fact, Facts } from '../display/Facts';
import { RelativeTime } from '../display/RelativeTime';
import { shortDigest } from '../display/shortDigest';
import { useTexts } from '../translation/useTexts';
import { BuildDuration } from './BuildDuration';
import { BuildEntities } from './BuildEntities';
import { OtherArchitectures } from './OtherArchitectures';
import { Requester } from './Requester';

/** Facts of a build besides its target and state, in one line. */
export function BuildFacts(props: {
  build: Build;
  /** The entity of the current page. */
  pageOf?: string;
}) {
  const { build, pageOf } = props;
  const { t } = useTexts();
  return (
    <Facts layout="line">
      <BuildEntities build={build} pageOf={pageOf} />
      <Fact name={t('build.architecture')}>{build.architecture}</Fact>
      {build.type === 'toolkit' && <OtherArchitectures build={build} />}
      <Fact name={t('build.variant')}>{build.variant}</Fact>
      <Fact name={t('build.builder')}>{build.builder}</Fact>
      <Fact name={t('build.requester')}>
        <Requester subject={build.requestedBy} />
      </Fact>
      <Fact name={t('build.requested')}>
        <RelativeTime time={build.createdAt} />
      </Fact>
      <Fact name={t('build.started')}>
        {build.startedAt && <RelativeTime time={build.startedAt} />}
      </Fact>
      <Fact name={t('build.duration')}>
        {build.startedAt && <BuildDuration build={build} />}
      </Fact>
      <Fact name={t('build.image')}>
        <CopyableText label={t('build.image')} text={build.imageReference} />
      </Fact>
      <Fact name={t('build.digest')}>
        {build.digest && (
          <CopyableText
            label={t('build.digest')}
            text={build.digest}
            short={shortDigest(build.digest)}
          />
        )}
      </Fact>
    </Facts>
  );
}
