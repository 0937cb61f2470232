import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** A step of a build. */
export type BuildStep = 'queue' | 'build' | 'verify' | 'push' | 'end';

/** Progress of a build with a step. */
export type StepStatus = 'done' | 'current' | 'ahead' | 'failed' | 'stopped';

const STEPS: BuildStep[] = ['queue', 'build', 'verify', 'push', 'end'];

/** The steps of a build, with the progress of each. */
export function buildSteps(
  build: Pick<Build, 'state' | 'startedAt'>,
): Array<{ step: BuildStep; status: StepStatus }> {
  switch (build.state) {
    case 'succeeded':
      return STEPS.map(step => ({ step, status: 'done' }));
    case 'failed':
    case 'cancelled': {
      // A build doesn't record the step it ended in: show only what is certain.
      const reached: BuildStep[] = build.startedAt
        ? ['queue', 'build']
        : ['queue'];
      const status = build.state === 'failed' ? 'failed' : 'stopped';
      return reached.map((step, index) => ({
        step,
        status: index < reached.length - 1 ? 'done' : status,
      }));
    }
    default: {
      const current = { queued: 0, running: 1, verifying: 2, pushing: 3 }[
        build.state
      ];
      return STEPS.map((step, index) => ({
        step,
        status: statusOf(index, current),
      }));
    }
  }
}

function statusOf(index: number, current: number): StepStatus {
  if (index === current) {
    return 'current';
  }
  return index < current ? 'done' : 'ahead';
}
