import { refuseMassRemoval } from './refuseMassRemoval';

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `${i}`);
const removing = (from: number, to: number) => () =>
  refuseMassRemoval({
    known: names(from),
    read: names(to),
    maxPercentage: 30,
    what: 'kernels',
  });

describe('refuseMassRemoval', () => {
  it('refuses a reading that lacks more than the percentage', () => {
    expect(removing(100, 69)).toThrow(
      '31 of 100 kernels are missing from this reading, more than the 30 %',
    );
    expect(removing(100, 0)).toThrow('100 of 100');
  });

  it('takes what is within it, what is new, and the end of a few', () => {
    expect(removing(100, 70)).not.toThrow();
    expect(removing(3, 0)).not.toThrow();
    expect(removing(0, 100)).not.toThrow();
  });
});
