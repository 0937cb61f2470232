import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { ServiceUnavailableError } from '@backstage/errors';
import { INDEX_CHANGED_TOPIC } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  imageOf,
  readingOf,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('SourceRefresher on %s', id => {
  let knex: Knex;
  let index: TestIndex;
  let events: ReturnType<typeof mockServices.events.mock>;
  let logger: ReturnType<typeof mockServices.logger.mock>;
  let metrics: ReturnType<typeof metricsServiceMock.mock>;
  const record = jest.fn();
  const add = jest.fn();

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    events = mockServices.events.mock();
    logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    metrics = metricsServiceMock.mock();
    metrics.createHistogram.mockReturnValue({ record });
    metrics.createCounter.mockReturnValue({ add });
    index = createTestIndex(knex, { events, logger, metrics });
  });

  /** Ends the reads of a source. */
  function pausing(part: 'stream' | 'registry') {
    const begun: Array<() => void> = [];
    index[part].pause = () => new Promise(resolve => begun.push(resolve));
    return {
      count: () => begun.length,
      async end() {
        while (begun.length === 0) {
          await new Promise(setImmediate);
        }
        begun.splice(0).forEach(resolve => resolve());
      },
    };
  }

  const told = () =>
    events.publish.mock.calls.map(([event]) => [
      event.topic,
      (event.eventPayload as { source: string }).source,
    ]);
  const patient = () => AbortSignal.timeout(30_000);

  it('reports duration and outcome of every read', async () => {
    index.stream.reading = readingOf('1-1');
    await index.refresh('stream');
    index.registry.error = new ServiceUnavailableError('503');
    await expect(index.refresh('registry')).rejects.toThrow('503');

    expect(told()).toEqual([
      [INDEX_CHANGED_TOPIC, 'stream'],
      [INDEX_CHANGED_TOPIC, 'registry'],
    ]);
    expect(record.mock.calls).toEqual([
      [expect.any(Number), { source: 'stream', outcome: 'success' }],
      [expect.any(Number), { source: 'registry', outcome: 'failure' }],
    ]);
    // Seconds, not the time of day.
    expect(Math.max(...record.mock.calls.map(([took]) => took))).toBeLessThan(
      60,
    );
    expect(add.mock.calls).toEqual([
      [0, { source: 'stream' }],
      [0, { source: 'registry' }],
      [1, { source: 'registry' }],
    ]);
    expect(logger.child.mock.calls).toEqual([
      [{ source: 'stream' }],
      [{ source: 'registry' }],
    ]);
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringMatching(/^Read in \d{1,5} ms$/),
    );
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/^Could not be read: .*503/),
    );
  });

  it('keeps a good reading and shows a later failure with it, until the next good one', async () => {
    index.registry.images = [imageOf('1-1')];
    await index.refresh('registry');
    index.registry.error = new ServiceUnavailableError('503');
    await expect(index.refresh('registry')).rejects.toThrow('503');
    expect(await index.index.source('registry')).toMatchObject({
      items: 1,
      error: '503',
    });

    index.registry.error = undefined;
    await index.refresh('registry');
    expect((await index.index.source('registry')).error).toBeUndefined();
  });

  it('refuses an unknown source', async () => {
    await expect(index.refresh('nothing')).rejects.toThrow(
      "There is no kernel source or image repository 'nothing'.",
    );
    expect(told()).toEqual([]);
    expect(index.refresher.isRefreshing('nothing')).toBe(false);
  });

  it('reads once for all who ask during a read, and again for those who ask later', async () => {
    const reads = pausing('stream');
    const first = index.refresh('stream');
    const second = index.refresh('stream');
    expect(index.refresher.isRefreshing('stream')).toBe(true);
    expect(index.refresher.isRefreshing('registry')).toBe(false);
    await reads.end();
    await Promise.all([first, second]);
    expect(told()).toHaveLength(1);
    expect(index.refresher.isRefreshing('stream')).toBe(false);

    const third = index.refresh('stream');
    await reads.end();
    await third;
    expect(told()).toHaveLength(2);
  });

  it('lets one caller give up without ending the read of the others', async () => {
    const reads = pausing('stream');
    const first = index.refresh('stream');
    const controller = new AbortController();
    const second = index.refresher.refresh('stream', {
      signal: controller.signal,
    });
    controller.abort(new Error('left the page'));

    await expect(second).rejects.toThrow('left the page');
    await expect(
      index.refresher.refresh('stream', {
        signal: AbortSignal.abort(new Error('never came')),
      }),
    ).rejects.toThrow('never came');
    await reads.end();
    await expect(first).resolves.toBeUndefined();
  });

  it('rejects all waiters of a failed read, and reads again afterwards', async () => {
    const reads = pausing('registry');
    index.registry.error = new ServiceUnavailableError('503');
    const both = [index.refresh('registry'), index.refresh('registry')];
    const outcomes = Promise.allSettled(both);
    await reads.end();
    expect((await outcomes).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);

    index.registry.error = undefined;
    index.registry.pause = async () => {};
    await index.refresh('registry');
    expect((await index.index.source('registry')).error).toBeUndefined();
  });

  it('reads once more for a caller who accepts a removal during a read', async () => {
    const reads = pausing('stream');
    const first = index.refresh('stream');
    const accepting = index.refresher.refresh('stream', {
      signal: patient(),
      acceptRemoval: true,
    });
    await reads.end();
    await first;
    expect(index.refresher.isRefreshing('stream')).toBe(true);
    await reads.end();
    await accepting;

    expect(told()).toHaveLength(2);
    expect(index.refresher.isRefreshing('stream')).toBe(false);
  });

  it('says that a read took too long, in any phase', async () => {
    index.registry.pause = async () => {
      throw new Error('socket hang up');
    };
    await expect(
      index.refresher.refresh('registry', { signal: AbortSignal.abort() }),
    ).rejects.toThrow(
      'Reading exceeded its timeout (schedule.timeout) and was stopped.',
    );
    expect((await index.index.source('registry')).error).toContain(
      'schedule.timeout',
    );
  });

  it('gives up if something newer is stored during each of five reads', async () => {
    index.registry.images = [imageOf('1-1')];
    await index.refresh('registry');
    const other = createTestIndex(knex);
    other.registry.images = [imageOf('1-1')];
    let reads = 0;
    index.registry.pause = async () => {
      reads += 1;
      await other.refresher.refreshImage('registry', '1-1', patient());
    };

    await index.refresh('registry');

    expect(reads).toBe(5);
    expect(logger.info).toHaveBeenCalledWith(
      "Newer data of 'registry' was stored during each of 5 reads; these reads were discarded",
    );
    expect((await index.index.source('registry')).error).toBeUndefined();
  });

  describe('of one image', () => {
    const read = (tag: string) =>
      index.refresher.refreshImage('registry', tag, patient());
    const tags = async () =>
      (await index.index.images({})).items.map(({ tag }) => tag);

    it('reads the whole repository if it was never read', async () => {
      index.registry.images = [imageOf('1-1'), imageOf('1-2')];
      await read('1-1');
      expect(await tags()).toEqual(['1-2', '1-1']);
      expect(told()).toHaveLength(1);
    });

    it('stops when the caller gives up, also while it reads the whole repository', async () => {
      index.registry.error = new Error('socket hang up');
      await expect(
        index.refresher.refreshImage('registry', '1-1', AbortSignal.abort()),
      ).rejects.toThrow('schedule.timeout');
    });

    it('stores the image with its attachments, and reports it', async () => {
      index.registry.images = [imageOf('1-1')];
      await index.refresh('registry');
      const asked = jest.spyOn(index.registry, 'readTag');
      index.registry.images = [imageOf('1-1'), imageOf('1-2'), imageOf('1-3')];
      await read('1-2');

      expect(await tags()).toEqual(['1-2', '1-1']);
      expect(asked.mock.calls).toEqual([
        ['1-2', { signal: expect.any(AbortSignal), referrers: true }],
      ]);
      expect(told()).toHaveLength(2);
    });

    it('removes an image that is gone', async () => {
      index.registry.images = [imageOf('1-1'), imageOf('1-2')];
      await index.refresh('registry');
      index.registry.images = [imageOf('1-1')];
      await read('1-2');
      expect(await tags()).toEqual(['1-1']);
    });

    it('removes nothing without an answer', async () => {
      index.registry.images = [imageOf('1-1'), imageOf('1-2')];
      await index.refresh('registry');
      index.registry.error = new Error('429');

      await expect(read('1-2')).rejects.toThrow(
        'registry.example.com/dtk:1-2 could not be read: 429',
      );
      expect(await tags()).toEqual(['1-2', '1-1']);
      expect(told()).toHaveLength(1);
    });
  });
});
