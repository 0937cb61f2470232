import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  RiCheckboxBlankCircleLine,
  RiCheckLine,
  RiCloseLine,
  RiForbidLine,
  RiLoader4Line,
} from '@remixicon/react';
import { useTexts } from '../translation/useTexts';
import styles from './BuildProgress.module.css';
import { buildSteps, type StepStatus } from './buildSteps';

const ICONS: Record<StepStatus, JSX.Element> = {
  done: <RiCheckLine aria-hidden />,
  current: <RiLoader4Line aria-hidden />,
  ahead: <RiCheckboxBlankCircleLine aria-hidden />,
  failed: <RiCloseLine aria-hidden />,
  stopped: <RiForbidLine aria-hidden />,
};

/** Progress of a build from the queue to its end. */
export function BuildProgress({ build }: { build: Build }) {
  const { t } = useTexts();
  return (
    <ol className={styles.steps} aria-label={t('build.progress')}>
      {buildSteps(build).map(({ step, status }) => (
        <li
          key={step}
          className={styles[status]}
          aria-current={status === 'current' ? 'step' : undefined}
        >
          {ICONS[status]}
          {t(`buildStep.${step}`)}
        </li>
      ))}
    </ol>
  );
}
