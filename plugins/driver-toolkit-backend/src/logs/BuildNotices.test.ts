import { BuildNotices } from './BuildNotices';

const HURRY_BYTES = 256 * 1024;

describe('BuildNotices', () => {
  const never = new AbortController().signal;
  let notices: BuildNotices;

  beforeEach(() => {
    jest.useFakeTimers();
    notices = new BuildNotices();
  });

  afterEach(() => jest.useRealTimers());

  it('is in a hurry for a while after a large batch, and not after a smaller one', () => {
    expect(notices.hurried).toBe(false);
    notices.wrote('a', HURRY_BYTES - 1);
    expect(notices.hurried).toBe(false);

    notices.wrote('a', HURRY_BYTES);
    jest.advanceTimersByTime(200);
    notices.wrote('a', 1);
    expect(notices.hurried).toBe(true);
    jest.advanceTimersByTime(49);
    expect(notices.hurried).toBe(true);
    jest.advanceTimersByTime(1);
    expect(notices.hurried).toBe(false);
  });

  it('wakes the waiters of the build, and no others', async () => {
    const woken: string[] = [];
    const waits = ['a', 'b'].map(async id => {
      await notices.wait(id, 60_000, never);
      woken.push(id);
    });
    notices.wrote('a', 1);
    await waits[0];
    expect(woken).toEqual(['a']);
    notices.notify('b');
    await waits[1];
    expect(woken).toEqual(['a', 'b']);
  });
});
