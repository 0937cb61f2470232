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
});
