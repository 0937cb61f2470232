import { rhelVersionOf } from './rhelVersionOf';

describe('rhelVersionOf', () => {
  it.each([
    ['4.18.0-305.40.1.el8_4', '8.4'],
    ['4.18.0-553.22.1.el8_10', '8.10'],
    ['5.14.0-427.18.1.el9_4', '9.4'],
    ['6.12.0-124.52.1.el10_1', '10.1'],
    ['4.18.0-305.el8', undefined],
    ['5.14.0-391.el9', undefined],
    ['5.15.0-205.149.5.1.el9uek', undefined],
    ['6.8.5-301.fc40', undefined],
  ])('%s is of %s', (kernel, release) => {
    expect(rhelVersionOf(kernel)).toBe(release);
  });
});
