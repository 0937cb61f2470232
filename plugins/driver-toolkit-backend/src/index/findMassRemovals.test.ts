import { findMassRemovals } from './findMassRemovals';

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `${i}`);
const removing = (from: number, to: number, what = 'kernels') => ({
  what,
  known: names(from),
  read: names(to),
});

describe('findMassRemovals', () => {
  it('names each kind of which more than the percentage is missing', () => {
    expect(
      findMassRemovals(
        [
          removing(100, 69, 'kernels for x86_64'),
          removing(100, 100, 'kernels for s390x'),
          removing(100, 0, 'kernels for aarch64'),
        ],
        30,
      ),
    ).toEqual([
      '31 of 100 kernels for x86_64 are missing.',
      '100 of 100 kernels for aarch64 are missing.',
    ]);
  });

  it('reports that everything is missing, even if it was little', () => {
    expect(findMassRemovals([removing(2, 0)], 30)).toEqual([
      '2 of 2 kernels are missing.',
    ]);
  });

  it('accepts what is within the percentage, what is new, and the removal of one or two', () => {
    expect(
      findMassRemovals(
        [removing(100, 70), removing(3, 1), removing(1, 0), removing(0, 100)],
        30,
      ),
    ).toEqual([]);
  });

  it.each([
    // Fewer than three may disappear at any share, unless nothing would be
    // left.
    [10, 8, 10, []],
    [3, 1, 30, []],
    [2, 0, 100, ['2 of 2 kernels are missing.']],
    [1, 0, 0, []],
    // Three and more are measured by their share: exactly the allowed number.
    [10, 7, 30, []],
    [10, 7, 29, ['3 of 10 kernels are missing.']],
    [3, 0, 100, ['3 of 3 kernels are missing.']],
    [100, 1, 100, []],
    [100, 97, 0, ['3 of 100 kernels are missing.']],
  ])(
    'of %i kernels leaves %i if %i %% may disappear: %j',
    (from, to, most, told) => {
      expect(findMassRemovals([removing(from, to)], most)).toEqual(told);
    },
  );

  it('counts what is gone, not how many there are', () => {
    const replaced = {
      what: 'tags',
      known: names(4),
      read: ['a', 'b', 'c', 'd'],
    };
    expect(findMassRemovals([replaced], 50)).toEqual([
      '4 of 4 tags are missing.',
    ]);
  });
});
