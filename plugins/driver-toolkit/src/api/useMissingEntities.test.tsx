import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { aDriverEntity } from '../__testUtils__/entities';
import { passTime } from '../__testUtils__/passTime';
import { Playback } from '../__testUtils__/Playback';
import { renderQuery } from '../__testUtils__/renderQuery';
import { BUSY_INTERVAL, IDLE_INTERVAL } from './pollInterval';
import { useMissingEntities } from './useMissingEntities';

describe('useMissingEntities', () => {
  let missing: Set<string>;
  let asked: jest.Mock;

  beforeEach(() => {
    jest.useFakeTimers();
    missing = new Set(['resource:default/b']);
    asked = jest.fn(async ({ entityRefs }: { entityRefs: string[] }) => ({
      items: entityRefs.map(ref =>
        missing.has(ref) ? undefined : aDriverEntity(),
      ),
    }));
  });

  afterEach(() => jest.useRealTimers());

  function render(entityRefs: string[]) {
    return renderQuery(
      () => useMissingEntities(entityRefs),
      new Playback('nothing'),
      catalogApiMock.mock({ getEntitiesByRefs: asked }),
    ).result;
  }

  it('finds the missing entity among several', async () => {
    const isMissing = render([
      'resource:default/a',
      'resource:default/b',
      'resource:default/c',
    ]);
    expect(isMissing.current('resource:default/b')).toBe(false);
    await passTime(1);

    expect(
      ['a', 'b', 'c', 'd'].filter(name =>
        isMissing.current(`resource:default/${name}`),
      ),
    ).toEqual(['b']);
  });

  it('sends no request without entities', async () => {
    render([]);
    await passTime(IDLE_INTERVAL);
    expect(asked).not.toHaveBeenCalled();
  });

  it('asks for at most a thousand entities', async () => {
    const refs = Array.from(
      { length: 1_001 },
      (_, n) => `resource:default/${n}`,
    );
    missing = new Set(['resource:default/999', 'resource:default/1000']);
    const isMissing = render(refs);
    await passTime(1);

    expect(asked.mock.calls[0][0].entityRefs).toHaveLength(1_000);
    expect(isMissing.current('resource:default/999')).toBe(true);
    expect(isMissing.current('resource:default/1000')).toBe(false);
  });

  it('polls quickly while one is missing, and stops when all are there', async () => {
    const isMissing = render(['resource:default/b']);
    await passTime(BUSY_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(2);

    missing.clear();
    await passTime(BUSY_INTERVAL + 1);
    expect(isMissing.current('resource:default/b')).toBe(false);
    await passTime(10 * IDLE_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it('polls slowly if an entity stays missing', async () => {
    render(['resource:default/b']);
    await passTime(0);
    await passTime(49 * BUSY_INTERVAL);
    expect(asked).toHaveBeenCalledTimes(50);

    await passTime(IDLE_INTERVAL - 1);
    expect(asked).toHaveBeenCalledTimes(50);
    await passTime(1);
    expect(asked).toHaveBeenCalledTimes(51);
  });
});
