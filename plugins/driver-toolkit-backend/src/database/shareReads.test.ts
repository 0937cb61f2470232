import { createDeferred, type DeferredPromise } from '@backstage/types';
import { shareReads } from './shareReads';

describe('shareReads', () => {
  let reads: DeferredPromise<string>[];
  let read: (page: number) => Promise<string>;

  /** Until nothing that is ready is left to run. */
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  beforeEach(() => {
    reads = [];
    read = shareReads(async (_page: number) => {
      const result = createDeferred<string>();
      reads.push(result);
      return result;
    });
  });

  it('reads anew for each who asks after the other was answered', async () => {
    for (const value of ['first', 'second']) {
      const answer = read(1);
      await settle();
      reads[reads.length - 1].resolve(value);
      expect(await answer).toBe(value);
    }
  });

  it('reads once for those who ask at the same time, and for each what it asked', async () => {
    const answers = [read(1), read(2), read(1)];
    await settle();
    expect(reads).toHaveLength(2);
    reads[0].resolve('first page');
    reads[1].resolve('second page');

    expect(await Promise.all(answers)).toEqual([
      'first page',
      'second page',
      'first page',
    ]);
  });

  it('gives those who ask while a read runs the next one', async () => {
    const first = read(1);
    await settle();
    const others = [read(1), read(1), read(1)];
    await settle();
    expect(reads).toHaveLength(1);

    reads[0].resolve('old');
    await settle();
    expect(reads).toHaveLength(2);
    reads[1].resolve('new');

    expect(await first).toBe('old');
    expect(await Promise.all(others)).toEqual(['new', 'new', 'new']);
  });

  it('tells of a failure only who asked for that read', async () => {
    const first = read(1);
    await settle();
    const second = read(1);
    reads[0].reject(new Error('The database is away.'));
    await expect(first).rejects.toThrow('The database is away.');
    await settle();
    reads[1].resolve('back');

    expect(await second).toBe('back');
  });
});
