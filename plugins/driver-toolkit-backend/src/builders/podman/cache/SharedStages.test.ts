import { setImmediate as turn } from 'node:timers/promises';
import { SharedStages } from './SharedStages';

/** A run of `make` that the test ends. */
class Making {
  readonly make = jest.fn(
    () =>
      new Promise<void>((resolve, reject) => {
        this.succeed = resolve;
        this.fail = reject;
      }),
  );
  readonly onWait = jest.fn();
  readonly controller = new AbortController();
  succeed!: () => void;
  fail!: (reason: Error) => void;

  get signal(): AbortSignal {
    return this.controller.signal;
  }
}

describe('SharedStages', () => {
  let stages: SharedStages;
  let first: Making;
  let second: Making;

  beforeEach(() => {
    stages = new SharedStages();
    first = new Making();
    second = new Making();
  });

  it('makes a stage once, while others wait', async () => {
    const made = stages.ensure('a', first);
    const waited = stages.ensure('a', second);
    await turn();
    expect(second.onWait).toHaveBeenCalledTimes(1);

    first.succeed();
    await Promise.all([made, waited]);
    await stages.ensure('a', second);

    expect(first.make).toHaveBeenCalledTimes(1);
    expect(first.onWait).not.toHaveBeenCalled();
    expect(second.make).not.toHaveBeenCalled();
  });

  it('makes different stages at the same time', async () => {
    const made = [stages.ensure('a', first), stages.ensure('b', second)];
    first.succeed();
    second.succeed();
    await Promise.all(made);

    expect(second.onWait).not.toHaveBeenCalled();
  });

  it('lets the next one try if one fails', async () => {
    const failure = new Error('The mirror is gone');
    const failed = stages.ensure('a', first);
    const waited = stages.ensure('a', second);
    first.fail(failure);

    await expect(failed).rejects.toBe(failure);
    await turn();
    expect(second.make).toHaveBeenCalledTimes(1);
    second.succeed();
    await waited;
  });

  it('stops a waiting build, and lets the other continue', async () => {
    const reason = new Error('Cancelled');
    const made = stages.ensure('a', first);
    const waited = stages.ensure('a', second);
    second.controller.abort(reason);

    await expect(waited).rejects.toBe(reason);
    first.succeed();
    await made;
  });
});
