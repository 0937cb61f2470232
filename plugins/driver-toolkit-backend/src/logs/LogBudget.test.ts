import { LogBudget } from './LogBudget';

/** A log with lines of one byte, one per chunk. */
function gapOf(maxBytes: number, lines: number) {
  const budget = new LogBudget(maxBytes);
  for (let last = 1; last <= lines; last++) {
    budget.take({ last, bytes: 1 });
  }
  return budget.gap;
}

describe('LogBudget', () => {
  it('keeps a log of exactly the limit complete', () => {
    expect(gapOf(100, 100)).toBeUndefined();
  });

  it('keeps the first half of the limit and the last lines', () => {
    expect(gapOf(100, 101)).toEqual({ after: 50, last: 51 });
    expect(gapOf(100, 1000)).toEqual({ after: 50, last: 950 });
  });

  it('tracks a long log in few parts', () => {
    const { last } = gapOf(640_000, 2_000_000)!;
    expect(last).toBeGreaterThanOrEqual(1_680_000);
    expect(last).toBeLessThanOrEqual(1_690_000);
  });

  it('keeps the newest line at any length', () => {
    const budget = new LogBudget(100);
    budget.take({ last: 1, bytes: 1000 });
    expect(budget.gap).toBeUndefined();
    budget.take({ last: 2, bytes: 1000 });
    expect(budget.gap).toEqual({ after: 0, last: 1 });
  });

  it('continues where an earlier writer dropped lines', () => {
    const budget = new LogBudget(100);
    budget.take({ last: 40, bytes: 40 });
    budget.takeGap(90);
    budget.take({ last: 140, bytes: 50 });
    expect(budget.gap).toEqual({ after: 40, last: 90 });
    budget.take({ last: 141, bytes: 1 });
    expect(budget.gap).toEqual({ after: 40, last: 140 });
  });
});
