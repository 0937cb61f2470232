import {
  setImmediate as turn,
  setTimeout as delay,
} from 'node:timers/promises';
import { PushTurns } from './PushTurns';

/** A push that the test ends. */
class Push {
  readonly #controller = new AbortController();
  readonly onWait = jest.fn();
  readonly run = jest.fn(
    () =>
      new Promise<string>((resolve, reject) => {
        this.succeed = resolve;
        this.fail = reject;
      }),
  );
  succeed!: (digest: string) => void;
  fail!: (reason: Error) => void;

  take(turns: PushTurns, repository = 'registry/dtk'): Promise<string> {
    const { onWait } = this;
    const { signal } = this.#controller;
    return turns.take(repository, { onWait, signal }, this.run);
  }

  cancel(reason: Error): void {
    this.#controller.abort(reason);
  }
}

describe('PushTurns', () => {
  let turns: PushTurns;
  let pushes: Push[];

  beforeEach(() => {
    turns = new PushTurns();
    pushes = [new Push(), new Push(), new Push()];
  });

  const begun = () => pushes.map(push => push.run.mock.calls.length);

  it('lets builds push one after another, in order of arrival', async () => {
    const pushed = pushes.map(push => push.take(turns));
    await turn();
    expect(begun()).toEqual([1, 0, 0]);
    expect(pushes.map(push => push.onWait.mock.calls.length)).toEqual([
      0, 1, 1,
    ]);

    for (const [i, push] of pushes.entries()) {
      push.succeed(`sha256:${i}`);
      await turn();
    }
    expect(await Promise.all(pushed)).toEqual([
      'sha256:0',
      'sha256:1',
      'sha256:2',
    ]);
  });

  it('allows concurrent pushes to different repositories', async () => {
    const pushed = pushes.map((push, i) => push.take(turns, `registry/${i}`));
    await turn();
    expect(begun()).toEqual([1, 1, 1]);

    pushes.forEach(push => push.succeed('sha256:a'));
    await Promise.all(pushed);
    expect(pushes.flatMap(push => push.onWait.mock.calls)).toEqual([]);
  });

  it('continues after a push that fails', async () => {
    const [first, second] = pushes;
    const failure = new Error('The registry is gone');
    const failed = first.take(turns);
    const pushed = second.take(turns);
    first.fail(failure);
    await expect(failed).rejects.toBe(failure);
    await turn();

    second.succeed('sha256:b');
    expect(await pushed).toBe('sha256:b');
  });

  it('cancels a waiting push at once, and lets nobody overtake', async () => {
    const [first, second, third] = pushes;
    const reason = new Error('Cancelled');
    const pushed = first.take(turns);
    const waiting = second.take(turns);
    const last = third.take(turns);
    second.cancel(reason);
    await expect(waiting).rejects.toBe(reason);
    await turn();
    expect(begun()).toEqual([1, 0, 0]);

    first.succeed('sha256:a');
    await pushed;
    await turn();
    third.succeed('sha256:c');
    expect(await last).toBe('sha256:c');
    expect(second.run).not.toHaveBeenCalled();
  });

  it('lets nobody overtake after a cancelled push', async () => {
    const [first, second, third] = pushes;
    const reason = new Error('Cancelled');
    const pushed = first.take(turns);
    const waiting = second.take(turns);
    second.cancel(reason);
    await expect(waiting).rejects.toBe(reason);

    const last = third.take(turns);
    await turn();
    expect(begun()).toEqual([1, 0, 0]);
    first.succeed('sha256:a');
    await pushed;
    await turn();
    third.succeed('sha256:c');
    await last;
  });

  it('waits a limited time for a push that hangs', async () => {
    turns = new PushTurns(10);
    const [first, second] = pushes;
    const hanging = first.take(turns);
    const pushed = second.take(turns);
    await delay(50);
    second.succeed('sha256:b');
    expect(await pushed).toBe('sha256:b');

    first.succeed('sha256:a');
    await hanging;
  });

  it('pushes at once if no other push runs', async () => {
    const [first, , third] = pushes;
    const pushed = first.take(turns);
    first.succeed('sha256:a');
    await pushed;
    await turn();

    const last = third.take(turns);
    third.succeed('sha256:c');
    await last;
    expect(third.onWait).not.toHaveBeenCalled();
  });
});
