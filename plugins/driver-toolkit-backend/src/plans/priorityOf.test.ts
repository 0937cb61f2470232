import { priorityOf } from './priorityOf';

describe('priorityOf', () => {
  it.each([
    'plugin:driver-toolkit',
    'external:ci',
    'external:user:default/ada',
    'external:user:',
  ])('gives people a higher priority than %s', program => {
    expect(priorityOf('user:default/ada')).toBeGreaterThan(priorityOf(program));
    expect(priorityOf(program)).toBe(priorityOf('plugin:driver-toolkit'));
  });
});
