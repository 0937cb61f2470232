import { Inspections } from './Inspections';

const INFO = {
  host: { ociRuntime: { name: 'runc', path: '/usr/bin/runc' } },
  store: { graphRoot: '/', graphDriverName: 'overlay' },
  version: { Version: '4.3.1' },
};

describe('Inspections', () => {
  let asked: string[];
  let answeredAt: number;
  let answer: (question: string) => string;
  let inspections: Inspections;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    asked = [];
    answer = question => (question === 'info' ? JSON.stringify(INFO) : '');
    answeredAt = -Infinity;
    inspections = new Inspections({
      query: async ([question]) => {
        asked.push(question);
        return answer(question);
      },
      get answeredAt() {
        return answeredAt;
      },
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('inspects fully once, and later only checks that podman still answers', async () => {
    const [first, second] = await Promise.all([
      inspections.current(),
      inspections.current(),
    ]);
    expect(first).toMatchObject({ reachable: true, version: '4.3.1' });
    expect(second).toBe(first);
    expect((await inspections.local())?.runtime).toBe('/usr/bin/runc');
    expect(asked).toEqual(['info']);

    jest.advanceTimersByTime(5_000);
    expect(await inspections.current()).toMatchObject({ version: '4.3.1' });
    expect(asked).toEqual(['info', 'ps']);

    jest.advanceTimersByTime(600_000);
    await inspections.current();
    expect(asked).toEqual(['info', 'ps', 'info']);
  });

  it('does not check podman if it has just answered', async () => {
    await inspections.current();
    jest.advanceTimersByTime(7_000);
    answeredAt = performance.now();
    jest.advanceTimersByTime(4_000);
    expect(await inspections.current()).toMatchObject({ reachable: true });
    expect(asked).toEqual(['info']);
  });

  it('says that podman has stopped answering, and inspects again when it answers', async () => {
    await inspections.current();
    jest.advanceTimersByTime(5_000);
    answer = () => {
      throw new Error('its storage is gone');
    };
    expect(await inspections.current()).toEqual({
      reachable: false,
      problems: ['its storage is gone'],
    });

    jest.advanceTimersByTime(5_000);
    answer = () => JSON.stringify({ ...INFO, version: { Version: '5.0.0' } });
    expect(await inspections.current()).toMatchObject({
      reachable: true,
      version: '5.0.0',
    });
  });

  it('asks again after an error', async () => {
    answer = () => {
      throw new Error('not now');
    };
    await expect(inspections.local()).rejects.toThrow('not now');
    answer = () => JSON.stringify(INFO);
    expect(await inspections.local()).toMatchObject({ graphRoot: '/' });
  });
});
