import { Text } from '@backstage/ui';
import { useEffect, useState } from 'react';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useTexts, type Texts } from '../translation/useTexts';
import { NOTICE_SHOWN_FOR } from './noticeShownFor';

/** Shows the outcome of the request for the current build, for a while. */
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
  if (!created) {
    return t('builds.runningNotice', { kernel });
  }
  const count = siblings.length + 1;
  const notice = t('builds.queuedNotice', { kernel, count });
  return count > 1
    ? t('builds.thisOneNotice', { notice, architecture })
    : notice;
}
