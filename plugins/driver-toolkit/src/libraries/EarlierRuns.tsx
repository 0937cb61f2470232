import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
  Text,
} from '@backstage/ui';
import type { MaintenanceRun } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useState } from 'react';
import { useTexts, type Texts } from '../translation/useTexts';
import { RunReport } from './RunReport';

/** Earlier runs; each one opens on demand. */
export function EarlierRuns(props: { runs: MaintenanceRun[]; source: string }) {
  const { runs, source } = props;
  const { t } = useTexts();
  return (
    <Flex direction="column" gap="2">
      <Text as="h3" weight="bold">
        {t('libraries.earlierRuns')}
      </Text>
      {runs.map(run => (
        <EarlierRun key={run.id} run={run} source={source} />
      ))}
    </Flex>
  );
}

function EarlierRun(props: { run: MaintenanceRun; source: string }) {
  const { run, source } = props;
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <Accordion isExpanded={isOpen} onExpandedChange={setOpen}>
      <AccordionTrigger
        title={new Date(run.startedAt).toLocaleString()}
        subtitle={summaryOf(run, t)}
      />
      <AccordionPanel>
        {isOpen && <RunReport run={run} source={source} />}
      </AccordionPanel>
    </Accordion>
  );
}

function summaryOf(
  { problems, queued, skipped, tags }: MaintenanceRun,
  t: Texts,
): string {
  const count = (outcome: string) =>
    tags.filter(tag => tag.outcome === outcome).length;
  const parts = (
    [
      ['problems', problems.length],
      ['queued', queued.length],
      ['skipped', skipped.length],
      ['deleted', count('deleted')],
      ['listed', count('listed')],
    ] as const
  ).flatMap(([name, number]) =>
    number > 0 ? [t(`libraries.summary.${name}`, { count: number })] : [],
  );
  return parts.join(', ') || t('libraries.summary.nothing');
}
