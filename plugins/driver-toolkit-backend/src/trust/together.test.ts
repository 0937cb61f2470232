import { together } from './together';

describe('together', () => {
  it('resolves with each result', async () => {
    expect(
      await together([Promise.resolve(1), Promise.resolve('two')]),
    ).toEqual([1, 'two']);
  });

  it('rejects with the first failure in their order, after all have settled', async () => {
    let ended = false;
    const slow = new Promise(resolve => setImmediate(resolve)).then(() => {
      ended = true;
      throw new Error('slow');
    });
    const quick = Promise.reject(new Error('quick'));

    await expect(together([slow, quick])).rejects.toThrow('slow');
    expect(ended).toBe(true);
  });
});
