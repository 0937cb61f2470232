import { ButtonLink } from '@backstage/ui';
import type { RequestedBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Notice } from '../display/Notice';
import { Sentences } from '../display/Sentences';
import { usePageAddress } from '../navigation/usePageAddress';
import { useTexts } from '../translation/useTexts';
import { leftOutOf } from './leftOutOf';

/** Architectures that were not queued, with the reasons; renders nothing if there are none. */
export function LeftOutArchitectures({ build }: { build: RequestedBuild }) {
  const { t } = useTexts();
  const buildersAddress = usePageAddress()('builders');
  const sentences = leftOutOf(build, t);
  if (sentences.length === 0) {
    return null;
  }
  return (
    <Notice
      role="status"
      status="warning"
      title={t('builds.leftOutTitle')}
      description={<Sentences texts={sentences} />}
      customActions={
        buildersAddress && (
          <ButtonLink href={buildersAddress} variant="secondary">
            {t('builds.seeBuilders')}
          </ButtonLink>
        )
      }
    />
  );
}
