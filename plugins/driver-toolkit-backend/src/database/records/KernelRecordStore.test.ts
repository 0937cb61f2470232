import type { Knex } from 'knex';
import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import { DatabaseKernelRecordStore } from './KernelRecordStore';
import { RecordStore, recordIdOf } from './RecordStore';

jest.setTimeout(60_000);

const HOUR_MS = 60 * 60_000;
const FLAVOUR = {
  source: 'stream',
  kernel: '5.14.0-391.el9',
  unameRelease: '5.14.0-391.el9.x86_64',
};

describe.each(databases.eachSupportedId())(
  'DatabaseKernelRecordStore, %s',
  id => {
    let knex: Knex;
    let store: DatabaseKernelRecordStore;

    beforeEach(async () => {
      knex = await createTestDatabase(id);
      store = new DatabaseKernelRecordStore(knex, new RecordStore(knex));
    });

    afterEach(() => knex.destroy());

    const keep = (digest: string, text = 'a text', change = {}) =>
      store.keep({ ...FLAVOUR, digest, ...change }, text);
    const find = (digest: string, unameRelease = FLAVOUR.unameRelease) =>
      store.find({ digest, unameRelease });

    it('keeps a text for each kernel of a toolkit image', async () => {
      expect(await find('a')).toBeUndefined();
      expect(await keep('a')).toBe(recordIdOf('a text'));
      expect(await keep('a', 'of rt', { unameRelease: 'rt' })).toBe(
        recordIdOf('of rt'),
      );
      expect(await find('a')).toEqual({
        id: recordIdOf('a text'),
        text: 'a text',
      });
      expect(await find('a', 'rt')).toMatchObject({ text: 'of rt' });
      expect(await find('b')).toBeUndefined();
    });

    it('stores the same text once', async () => {
      await Promise.all([keep('a'), keep('b'), keep('a')]);
      expect(await knex('records')).toHaveLength(1);
      expect(await find('b')).toMatchObject({ text: 'a text' });
    });

    it('forgets images that are no longer used, but keeps the last of a listed kernel', async () => {
      const now = Date.now();
      const usedAgo = (digest: string, hours: number) =>
        knex('kernel_records')
          .where({ digest })
          .update({ used_at: new Date(now - hours * HOUR_MS).toISOString() });
      await knex('kernels').insert({
        source_id: FLAVOUR.source,
        kernel: FLAVOUR.kernel,
        tag: 'tag',
        sort_key: 'key',
      });
      await keep('older');
      await keep('last');
      await keep('gone', 'a text', { kernel: '5.14.0-1.el9' });
      await keep('used', 'a text', { kernel: '5.14.0-1.el9' });
      await keep('other', 'a text', { unameRelease: 'rt' });
      for (const [digest, hours] of [
        ['older', 5],
        ['last', 4],
        ['gone', 5],
        ['used', 1],
        ['other', 6],
      ] as const) {
        await usedAgo(digest, hours);
      }

      const since = new Date(now - 3 * HOUR_MS);
      expect(await store.forgetUnusedSince(since)).toBe(2);
      const left = await knex('kernel_records').pluck('digest');
      expect(left.sort()).toEqual(['last', 'other', 'used']);

      // Each use counts.
      await usedAgo('used', 5);
      await find('used');
      expect(await store.forgetUnusedSince(since)).toBe(0);
    });
  },
);
