import { Text } from '@backstage/ui';
import { useEffect, useState } from 'react';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useTexts, type Texts } from '../translation/useTexts';
import { leftOutOf } from './leftOutOf';
import { NOTICE_SHOWN_FOR } from './noticeShownFor';

/** Tells for a while what came of asking for the build that is shown. */
export function CreatedBuildNotice({ result }: { result: CreatedBuild }) {
  const { t } = useTexts();
  const [past, setPast] = useState<CreatedBuild>();

  useEffect(() => {
    const timer = setTimeout(() => setPast(result), NOTICE_SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [result]);

  return (
    <Text role="status" color="secondary">
      {result !== past && noticeOf(result, t)}
    </Text>
  );
}

function noticeOf({ build, created }: CreatedBuild, t: Texts): string {
  const { kernel, architecture, siblings = [] } = build;
  const others = siblings.map(sibling => sibling.architecture).join(', ');
  const queued = others
    ? t('builds.siblingsNotice', { kernel, architecture, others })
    : t('builds.queuedNotice', { kernel });
  const notice = created ? queued : t('builds.runningNotice', { kernel });
  return [notice, leftOutOf(build, t) ?? []].flat().join('. ');
}
