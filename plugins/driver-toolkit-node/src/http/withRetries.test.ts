import { TransientError } from './TransientError';
import { withRetries } from './withRetries';

const POLICY = { attempts: 3, baseDelay: 1, maxDelay: 2, maxRetryAfter: 50 };

describe('withRetries', () => {
  const { signal } = new AbortController();

  it('repeats a transient failure, up to the limit', async () => {
    const operation = jest.fn().mockRejectedValue(new TransientError('busy'));

    await expect(
      withRetries(operation, { signal, policy: POLICY }),
    ).rejects.toThrow('busy');
    expect(operation).toHaveBeenCalledTimes(3);
  });

  it('returns the first success', async () => {
    const operation = jest
      .fn()
      .mockRejectedValueOnce(new TransientError('busy', { retryAfter: 10 }))
      .mockResolvedValue('done');

    await expect(
      withRetries(operation, { signal, policy: POLICY }),
    ).resolves.toBe('done');
  });

  it.each([
    ['a permanent failure', new Error('wrong')],
    ['too long a wait', new TransientError('wrong', { retryAfter: 51 })],
  ])('does not repeat %s', async (_, error) => {
    const operation = jest.fn().mockRejectedValue(error);

    await expect(
      withRetries(operation, { signal, policy: POLICY }),
    ).rejects.toThrow('wrong');
    expect(operation).toHaveBeenCalledTimes(1);
  });

  it('stops waiting at its signal', async () => {
    const controller = new AbortController();
    const operation = jest.fn(async () => {
      setTimeout(() => controller.abort(new Error('shutting down')), 5);
      throw new TransientError('busy', { retryAfter: 60_000 });
    });

    await expect(
      withRetries(operation, {
        signal: controller.signal,
        policy: { ...POLICY, maxRetryAfter: 60_000 },
      }),
    ).rejects.toThrow('shutting down');
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
