import { buildSteps } from './buildSteps';

describe('buildSteps', () => {
  const startedAt = '2024-05-14T06:00:00Z';

  function told(build: Parameters<typeof buildSteps>[0]) {
    return buildSteps(build).map(({ step, status }) => `${step} ${status}`);
  }

  it('has the whole way before a queued build', () => {
    expect(told({ state: 'queued' })).toEqual([
      'queue current',
      'build ahead',
      'verify ahead',
      'push ahead',
      'end ahead',
    ]);
  });

  it('moves on with the state', () => {
    expect(told({ state: 'verifying', startedAt })).toEqual([
      'queue done',
      'build done',
      'verify current',
      'push ahead',
      'end ahead',
    ]);
  });

  it('has every step done of a build that succeeded', () => {
    expect(
      buildSteps({ state: 'succeeded', startedAt }).every(
        ({ status }) => status === 'done',
      ),
    ).toBe(true);
  });

  it('ends where a failed build is known to have been', () => {
    expect(told({ state: 'failed', startedAt })).toEqual([
      'queue done',
      'build failed',
    ]);
  });

  it('ends in the queue for a build cancelled before it began', () => {
    expect(told({ state: 'cancelled' })).toEqual(['queue stopped']);
  });
});
