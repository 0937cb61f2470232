import { Text } from '@backstage/ui';
import { useEffect, useState } from 'react';
import type { CreatedBuild } from '../api/useCreateBuild';
import { useTexts } from '../translation/useTexts';
import { NOTICE_SHOWN_FOR } from './noticeShownFor';

/** Tells for a while what came of asking for the build that is shown. */
export function CreatedBuildNotice({ result }: { result: CreatedBuild }) {
  const { build, created } = result;
  const { t } = useTexts();
  const [past, setPast] = useState<CreatedBuild>();

  useEffect(() => {
    const timer = setTimeout(() => setPast(result), NOTICE_SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [result]);

  return (
    <Text role="status" color="secondary">
      {result !== past &&
        t(created ? 'builds.queuedNotice' : 'builds.runningNotice', {
          kernel: build.kernel,
        })}
    </Text>
  );
}
