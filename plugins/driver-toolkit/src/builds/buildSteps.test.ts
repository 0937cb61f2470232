import { buildSteps } from './buildSteps';

describe('buildSteps', () => {
  const startedAt = '2024-05-14T06:00:00Z';

  function told(build: Parameters<typeof buildSteps>[0]) {
    return buildSteps(build).map(({ step, status }) => `${step} ${status}`);
  }

  it('has all steps ahead of a queued build', () => {
    expect(told({ state: 'queued' })).toEqual([
      'queue current',
      'build ahead',
      'verify ahead',
      'push ahead',
      'end ahead',
    ]);
  });

  it('follows the state', () => {
    expect(told({ state: 'verifying', startedAt })).toEqual([
      'queue done',
      'build done',
      'verify current',
      'push ahead',
      'end ahead',
    ]);
  });

  it('completes all steps of a succeeded build', () => {
    expect(
      buildSteps({ state: 'succeeded', startedAt }).every(
        ({ status }) => status === 'done',
      ),
    ).toBe(true);
  });

  it('ends at the last known step of a failed build', () => {
    expect(told({ state: 'failed', startedAt })).toEqual([
      'queue done',
      'build failed',
    ]);
  });

  it('ends in the queue for a build that was cancelled before it started', () => {
    expect(told({ state: 'cancelled' })).toEqual(['queue stopped']);
  });
});
