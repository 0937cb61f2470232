import { Chores } from './Chores';

describe('Chores', () => {
  it('runs each once', async () => {
    const done: string[] = [];
    const chores = new Chores(() => {});
    chores.add('a', async () => done.push('a'));
    chores.add('b', async () => done.push('b'));
    expect(done).toEqual([]);

    await Promise.all([chores.catchUp(), chores.catchUp()]);
    expect(done).toEqual(['a', 'b']);
  });

  it('finishes one before it begins the next, even with several callers', async () => {
    const events: string[] = [];
    const chores = new Chores(() => {});
    const add = (name: string) =>
      chores.add(name, async () => {
        events.push(`${name} begins`);
        await new Promise(setImmediate);
        events.push(`${name} ends`);
      });
    add('a');
    const first = chores.catchUp();
    add('b');
    await Promise.all([first, chores.catchUp()]);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('reports a failure, and continues', async () => {
    const told: string[] = [];
    const chores = new Chores((message, error) =>
      told.push(`${message}: ${(error as Error).message}`),
    );
    chores.add('It could not be removed', async () => {
      throw new Error('it is in use');
    });
    chores.add('b', async () => told.push('done'));
    await chores.catchUp();
    expect(told).toEqual(['It could not be removed: it is in use', 'done']);
  });
});
