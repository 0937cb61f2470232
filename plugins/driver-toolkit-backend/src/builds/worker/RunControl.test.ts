import type { BuildStopped } from './BuildStopped';
import { RunControl } from './RunControl';

describe('RunControl', () => {
  let control: RunControl;
  const because = () => (control.signal.reason as BuildStopped)?.because;

  beforeEach(() => {
    control = new RunControl();
  });

  it('stops a build, and keeps the first reason', () => {
    const { signal } = control;
    control.stop('cancelled');
    control.stop('shutdown');

    expect([because(), signal.aborted]).toEqual(['cancelled', true]);
    expect(control.isTooLate).toBe(false);
  });

  it.each(['cancelled', 'timeout'] as const)(
    'does not stop a build that has its tag because it is %s',
    reason => {
      const signal = control.settle();
      control.stop(reason);

      expect([signal.aborted, control.isTooLate]).toEqual([false, true]);
      control.stop('shutdown');
      expect([signal.aborted, because()]).toEqual([true, 'shutdown']);
    },
  );

  it('continues a build that got its tag while it was cancelled', () => {
    const before = control.signal;
    control.stop('cancelled');
    const after = control.settle();

    expect([before.aborted, after.aborted]).toEqual([true, false]);
    expect(after).toBe(control.signal);
    expect(control.isTooLate).toBe(true);
  });

  it.each(['lost', 'shutdown'] as const)(
    'does not continue a build that is %s',
    reason => {
      control.stop(reason);

      expect(control.settle().aborted).toBe(true);
      expect(control.isTooLate).toBe(false);
    },
  );
});
