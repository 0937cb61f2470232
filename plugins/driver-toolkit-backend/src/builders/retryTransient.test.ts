import { ServiceUnavailableError } from '@backstage/errors';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { retryTransient } from './retryTransient';

const away = new BuildFailedError('connection refused', { transient: true });

describe('retryTransient', () => {
  let lines: string[];
  let controller: AbortController;
  const context = (...retryDelays: number[]) => ({
    signal: controller.signal,
    log: (line: string) => lines.push(line),
    retryDelays,
  });

  beforeEach(() => {
    lines = [];
    controller = new AbortController();
  });

  it('retries a transient failure once for each delay, and says so', async () => {
    const push = jest
      .fn()
      .mockRejectedValueOnce(away)
      .mockRejectedValueOnce(new ServiceUnavailableError('busy'))
      .mockResolvedValue('sha256:abc');

    await expect(
      retryTransient('Pushing the image', context(1, 2), push),
    ).resolves.toBe('sha256:abc');
    expect(lines).toEqual([
      'Pushing the image failed and will be retried: connection refused',
      'Attempt 2 of 3 follows in 0 s.',
      'Pushing the image failed and will be retried: busy',
      'Attempt 3 of 3 follows in 0 s.',
    ]);
  });

  it('fails with the last attempt’s error', async () => {
    const push = jest.fn().mockRejectedValue(away);

    await expect(
      retryTransient('Pushing the image', context(1, 2), push),
    ).rejects.toBe(away);
    expect(push).toHaveBeenCalledTimes(3);
  });

  it.each([
    new BuildFailedError('The step `RUN make` failed', { step: 'RUN make' }),
    new TypeError('undefined is not a function'),
  ])('never retries other failures: %s', async error => {
    const build = jest.fn().mockRejectedValue(error);

    await expect(
      retryTransient('The build', context(1, 2), build),
    ).rejects.toBe(error);
    expect(build).toHaveBeenCalledTimes(1);
    expect(lines).toEqual([]);
  });

  it('waits no longer once the build is stopped', async () => {
    const push = jest.fn().mockRejectedValue(away);
    const reason = new Error('cancelled');
    setTimeout(() => controller.abort(reason), 5);

    await expect(
      retryTransient('Pushing the image', context(600_000), push),
    ).rejects.toBe(reason);
    expect(push).toHaveBeenCalledTimes(1);
  });
});

describe('the wait before another attempt', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    [0, 10],
    [1, 12],
  ])(
    'is longer by up to a fifth, at random number %d',
    async (luck, seconds) => {
      jest.spyOn(Math, 'random').mockReturnValue(luck);
      const lines: string[] = [];
      const controller = new AbortController();
      const push = jest.fn().mockRejectedValue(away);
      const waiting = retryTransient(
        'Pushing the image',
        {
          signal: controller.signal,
          retryDelays: [10_000, 1],
          log: line => {
            lines.push(line);
            if (lines.length === 2) {
              controller.abort(new Error('cancelled'));
            }
          },
        },
        push,
      );

      await expect(waiting).rejects.toThrow('cancelled');
      expect(lines[1]).toBe(`Attempt 2 of 3 follows in ${seconds} s.`);
    },
  );

  it('is none once the build is stopped during the attempt', async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const push = jest.fn(async () => {
      controller.abort(new Error('cancelled'));
      throw away;
    });

    await expect(
      retryTransient(
        'Pushing the image',
        {
          signal: controller.signal,
          retryDelays: [1],
          log: line => lines.push(line),
        },
        push,
      ),
    ).rejects.toThrow('cancelled');
    expect(lines).toEqual([]);
  });
});
