import { createDeferred, type DeferredPromise } from '@backstage/types';
import { shareReads } from './shareReads';

describe('shareReads', () => {
  let reads: DeferredPromise<string>[];
  let read: (page: number) => Promise<string>;

  /** Waits until nothing is ready to run. */
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

  it('reads again for each call after the previous answer', async () => {
    for (const value of ['first', 'second']) {
      const answer = read(1);
      await settle();
      reads[reads.length - 1].resolve(value);
      expect(await answer).toBe(value);
    }
  });

  it('reads once for concurrent calls with the same argument', async () => {
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

  it('gives callers that come during a read the next one', async () => {
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

  it('rejects only the callers of a failed read', async () => {
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
