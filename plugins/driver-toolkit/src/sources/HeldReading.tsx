import { Flex } from '@backstage/ui';
import type { Source } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { Notice } from '../display/Notice';
import { RelativeTime } from '../display/RelativeTime';
import { Sentences } from '../display/Sentences';
import { useTexts } from '../translation/useTexts';
import { AcceptRemovalButton } from './AcceptRemovalButton';

/** Why a source's last reading is held back, with a button to accept it. */
export function HeldReading(props: {
  source: Source;
  held: NonNullable<Source['held']>;
}) {
  const { source, held } = props;
  const { t } = useTexts();
  return (
    <Notice
      role="alert"
      status="warning"
      title={t('sources.held')}
      description={
        <Flex direction="column" gap="2">
          <Sentences texts={held.reasons} />
          <span>{t('sources.heldMeaning')}</span>
          <span>
            {t('sources.heldSince')} <RelativeTime time={held.since} />
          </span>
        </Flex>
      }
      customActions={<AcceptRemovalButton source={source} held={held} />}
    />
  );
}
