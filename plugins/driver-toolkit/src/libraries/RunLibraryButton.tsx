import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import {
  libraryMaintainPermission,
  type Maintenance,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { RiPlayLine } from '@remixicon/react';
import { useState } from 'react';
import { PermittedButton } from '../permission/PermittedButton';
import { useTexts } from '../translation/useTexts';
import { useLibraryTitles } from './useLibraryTitles';

/** Runs a library now, after a confirmation if the run deletes tags. */
export function RunLibraryButton(props: {
  library: Maintenance;
  isRunning: boolean;
  onRun: () => void;
}) {
  const { library, isRunning, onRun } = props;
  const { t } = useTexts();
  const { repository } = useLibraryTitles(library);
  const [asking, setAsking] = useState(false);
  const tags = tagsToDelete(library);
  const run = () => {
    setAsking(false);
    onRun();
  };
  return (
    <>
      <PermittedButton
        permission={libraryMaintainPermission}
        variant="secondary"
        size="small"
        iconStart={<RiPlayLine />}
        isPending={isRunning}
        // Keep the label on one line next to a long title.
        style={{ whiteSpace: 'nowrap' }}
        onPress={() => (tags.length > 0 ? setAsking(true) : run())}
      >
        {t('libraries.run')}
      </PermittedButton>
      <Dialog isOpen={asking} onOpenChange={setAsking} width={560}>
        <DialogHeader>
          {t('libraries.deleteQuestion', { count: tags.length })}
        </DialogHeader>
        <DialogBody>
          <Flex direction="column" gap="3">
            <Text>{t('libraries.deleteConsequence', { repository })}</Text>
            <ul>
              {tags.map(tag => (
                <li key={tag}>
                  <Text>{tag}</Text>
                </li>
              ))}
            </ul>
          </Flex>
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={() => setAsking(false)}>
            {t('libraries.deleteNothing')}
          </Button>
          <Button variant="primary" destructive onPress={run}>
            {t('libraries.runAndDelete')}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  );
}

/** The next run deletes at most what the last run listed. */
function tagsToDelete({ retention, runs }: Maintenance): string[] {
  return !retention || retention.dryRun
    ? []
    : (runs[0]?.tags ?? [])
        .filter(({ outcome }) => outcome === 'listed')
        .map(({ tag }) => tag);
}
