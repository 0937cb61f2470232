import { Coalescer } from './Coalescer';

describe('Coalescer', () => {
  it('runs once more for all calls that come during a run', async () => {
    const ends: (() => void)[] = [];
    const coalescer = new Coalescer(
      () => new Promise<void>(resolve => ends.push(resolve)),
    );

    const first = coalescer.run();
    const others = [coalescer.run(), coalescer.run(), coalescer.run()];
    ends[0]();
    await first;
    await new Promise(setImmediate);

    expect(ends).toHaveLength(2);
    ends[1]();
    await Promise.all(others);
    expect(ends).toHaveLength(2);
  });

  it('runs again after a failure', async () => {
    let fail = true;
    const coalescer = new Coalescer(async () => {
      if (fail) {
        throw new Error('down');
      }
    });

    await expect(coalescer.run()).rejects.toThrow('down');
    fail = false;
    await expect(coalescer.run()).resolves.toBeUndefined();
  });

  it('makes the awaited run even if the previous one failed', async () => {
    const runs: { succeed: () => void; fail: (error: Error) => void }[] = [];
    const coalescer = new Coalescer(
      () =>
        new Promise<void>((succeed, fail) => {
          runs.push({ succeed, fail });
        }),
    );

    const first = coalescer.run();
    const queued = [coalescer.run(), coalescer.run()];
    runs[0].fail(new Error('down'));
    await expect(first).rejects.toThrow('down');
    await new Promise(setImmediate);

    expect(runs).toHaveLength(2);
    runs[1].succeed();
    await expect(Promise.all(queued)).resolves.toEqual([undefined, undefined]);
    expect(runs).toHaveLength(2);
  });

  it('rejects only the waiters of the failed run', async () => {
    const failures: ((error: Error) => void)[] = [];
    const coalescer = new Coalescer(
      () =>
        new Promise<void>((_, fail) => {
          failures.push(fail);
        }),
    );

    const first = coalescer.run();
    const second = coalescer.run();
    failures[0](new Error('first'));
    await expect(first).rejects.toThrow('first');
    await new Promise(setImmediate);
    const third = coalescer.run();
    failures[1](new Error('second'));

    await expect(second).rejects.toThrow('second');
    await new Promise(setImmediate);
    expect(failures).toHaveLength(3);
    failures[2](new Error('third'));
    await expect(third).rejects.toThrow('third');
    expect(failures).toHaveLength(3);
  });

  it('starts a new run for calls after the end of a run', async () => {
    let runs = 0;
    const coalescer = new Coalescer(async () => {
      runs += 1;
    });

    await coalescer.run();
    expect(runs).toBe(1);
    await coalescer.run();
    expect(runs).toBe(2);
    await Promise.all([coalescer.run(), coalescer.run()]);
    expect(runs).toBe(4);
    await coalescer.run();
    expect(runs).toBe(5);
  });
});
