import { createHash } from 'node:crypto';
import type { DriverVerdict } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import { buildRow } from '../__testUtils__/migrations';
import { aVerdict } from './__testUtils__/aVerdict';
import { DatabaseVerdictStore } from './DatabaseVerdictStore';
import { RecordStore } from './RecordStore';

jest.setTimeout(60_000);

const DAY_MS = 24 * 60 * 60_000;
const ADA = 'user:default/ada';

describe.each(databases.eachSupportedId())('DatabaseVerdictStore, %s', id => {
  let knex: Knex;
  let records: RecordStore;
  let store: DatabaseVerdictStore;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    records = new RecordStore(knex);
    store = new DatabaseVerdictStore(knex, records);
  });

  afterEach(() => knex.destroy());

  /** @returns the build's id */
  async function keep(
    change: Partial<DriverVerdict> = {},
    build: { tag?: string; requestedBy?: string } = {},
  ): Promise<string> {
    const buildId = uuidv7();
    const verdict = aVerdict(change);
    const { tag = verdict.unameRelease, requestedBy = ADA } = build;
    const imageReference = `registry.example.com/nic:${tag}`;
    await knex('builds').insert(buildRow(buildId, { latest: false }));
    await store.keep({ buildId, requestedBy, imageReference }, verdict);
    return buildId;
  }

  const found = async (...list: Parameters<DatabaseVerdictStore['list']>) =>
    (await store.list(...list)).items.map(({ buildId }) => buildId);
  const count = async (table: string) => {
    const [{ rows }] = await knex(table).count({ rows: '*' });
    return Number(rows);
  };

  it('keeps the verdict on a build, and its digest', async () => {
    const buildId = await keep();
    const before = await store.ofBuild(buildId);
    expect(before).toMatchObject({
      buildId,
      passed: true,
      entityRef: 'component:default/nic',
      kernel: '5.14.0-391.el9',
      modules: ['acme_nic'],
      moduleCount: 1,
      symbolCount: 2,
      symbolsChecked: true,
      signers: ['Acme modules'],
      warnings: [],
      verdict: aVerdict(),
    });
    expect(before).not.toHaveProperty('digest');
    expect(before).not.toHaveProperty('refusal');

    await store.setDigest(buildId, 'sha256:pushed');
    expect((await store.list({})).items).toEqual([
      expect.objectContaining({ buildId, digest: 'sha256:pushed' }),
    ]);
    expect(await store.ofBuild(uuidv7())).toBeUndefined();
  });

  it('names a record by the hash of its canonical JSON', async () => {
    const { record, verdict } = (await store.ofBuild(await keep()))!;
    const text = await records.read(record);
    const hash = createHash('sha256').update(text!).digest('hex');
    expect(record).toBe(`sha256:${hash}`);
    const shuffled = Object.fromEntries(
      Object.entries(verdict).reverse(),
    ) as DriverVerdict;
    const again = await store.ofBuild(await keep(shuffled));
    expect(again!.record).toBe(record);
    expect(await count('records')).toBe(2); // the record and its terms
  });

  it('replaces the verdict of an interrupted run', async () => {
    const buildId = await keep();
    await store.setDigest(buildId, 'sha256:pushed');
    const message = 'acme.ko in the image needs gone.';
    await store.keep(
      { buildId, requestedBy: ADA, imageReference: 'a:b' },
      aVerdict({
        passed: false,
        refusal: { message, mismatches: [], mismatchCount: 0 },
      }),
    );
    const [summary, ...others] = (await store.list({})).items;
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ passed: false, refusal: message });
    expect(summary).not.toHaveProperty('digest');
  });

  it('finds verdicts by what their modules say', async () => {
    const first = await keep();
    const [module] = aVerdict().modules;
    const other = await keep({
      entityRef: 'component:default/other',
      modules: [{ ...module, name: 'other', path: '/x/other.ko' }],
      symbols: { names: ['kfree', 'vmalloc'], crcs: [1, 2] },
    });
    expect(await found({ module: 'acme_nic' })).toEqual([first]);
    expect(await found({ module: 'acme-core' })).toEqual([first]);
    expect(await found({ module: 'acme' })).toEqual([]);
    expect(await found({ symbol: 'kfree' })).toEqual([other, first]);
    expect(await found({ symbol: 'vmalloc' })).toEqual([other]);
    expect(await found({ srcversion: 'ABCDEF' })).toEqual([other, first]);
    expect(await found({ signer: 'Acme modules' })).toEqual([other, first]);
    expect(await found({ signer: 'kfree' })).toEqual([]);
    expect(await found({ symbol: 'kfree', module: 'other' })).toEqual([other]);
    const { record } = (await store.ofBuild(first))!;
    expect(await found({ record })).toEqual([first]);
    expect(await found({ entityRef: 'component:default/other' })).toEqual([
      other,
    ]);
  });

  it('shares what verdicts are found by, but not the records', async () => {
    await keep();
    const terms = await count('verdict_terms');
    await keep({ kernel: '5.14.0-404.el9' });
    await keep({
      symbols: { names: ['kfree', 'module_layout'], crcs: [3, 4] },
    });
    expect(await count('verdict_terms')).toBe(terms);
    expect(await count('records')).toBe(4);
  });

  it('limits what a verdict is found by', async () => {
    const names = Array.from({ length: 30_000 }, (_, i) => `symbol_${i}`);
    await keep({ symbols: { names } });
    expect(await count('verdict_terms')).toBe(20_000);
  });

  it('finds the newest for each kernel, variant and architecture', async () => {
    await keep();
    const newest = await keep();
    const rt = await keep({ variant: 'rt' });
    const other = await keep({ entityRef: 'component:default/other' });
    const arm = await keep({ architecture: 'aarch64' });
    expect(await found({ latest: true })).toEqual([arm, other, rt, newest]);
    const entityRef = 'component:default/nic';
    expect(await found({ latest: true, entityRef })).toEqual([arm, rt, newest]);
  });

  it('lists page by page', async () => {
    const ids = [await keep(), await keep(), await keep()].reverse();
    const first = await store.list({ limit: 2 });
    expect(first.totalItems).toBe(3);
    expect(first.items.map(item => item.buildId)).toEqual(ids.slice(0, 2));
    const last = await store.list({ limit: 2, cursor: first.nextCursor });
    expect(last.items.map(item => item.buildId)).toEqual(ids.slice(2));
    expect(last).not.toHaveProperty('nextCursor');
    await expect(store.list({ cursor: 'other' })).rejects.toThrow(
      'did not return the cursor',
    );
  });

  it('stays within a scope', async () => {
    const own = await keep();
    const other = await keep(
      { entityRef: 'component:default/other' },
      { requestedBy: 'user:default/ben' },
    );
    const drivers = ['component:default/nic'];
    expect(await found({}, { drivers, toolkits: true })).toEqual([own]);
    expect(await found({}, { requesters: ['user:default/ben'] })).toEqual([
      other,
    ]);
    const scope = { not: { drivers, toolkits: false } };
    expect(await found({ symbol: 'kfree' }, scope)).toEqual([other]);
    expect(await store.ofBuild(own, scope)).toBeUndefined();
    expect(await store.ofBuild(other, scope)).toBeDefined();
  });

  it('removes verdicts with their builds, but not on images that are in use', async () => {
    const pushed = async (tag: string, change: Partial<DriverVerdict> = {}) => {
      const buildId = await keep(change, { tag });
      await store.setDigest(buildId, `sha256:${buildId}`);
      return buildId;
    };
    const replaced = await pushed('a');
    const arm = await pushed('a', { architecture: 'aarch64' });
    const inUse = await pushed('a');
    const refused = await keep({ passed: false }, { tag: 'a' });
    const elsewhere = await pushed('b');
    const kept = await keep({}, { tag: 'a' });

    expect(await store.removeOld()).toBe(0);
    await knex('builds').whereNot('id', kept).delete();
    expect(await store.removeOld()).toBe(2);

    const left = await found({});
    expect(left).toEqual([kept, elsewhere, inUse, arm]);
    expect(left).not.toContain(replaced);
    expect(left).not.toContain(refused);
  });

  it('removes records that nothing refers to, after a day', async () => {
    const buildId = await keep();
    const symbolRecord = 'sha256:'.padEnd(71, '0');
    await records.write([{ id: symbolRecord, content: Buffer.from('x') }]);
    await store.keep(
      { buildId, requestedBy: ADA, imageReference: 'a:b' },
      aVerdict({
        heldAgainst: { toolkit: 'a', symbolRecord },
        symbols: { names: ['other'] },
      }),
    );
    expect(await count('records')).toBe(5);
    expect(await records.removeUnused()).toBe(0);

    expect(await records.removeUnused(Date.now() + 2 * DAY_MS)).toBe(2);
    expect(await store.ofBuild(buildId)).toBeDefined();
    expect(await found({ symbol: 'other' })).toEqual([buildId]);
    expect(await knex('verdict_terms').where('value', 'kfree')).toEqual([]);

    await knex('builds').delete();
    await store.removeOld();
    expect(await records.removeUnused(Date.now() + 2 * DAY_MS)).toBe(3);
    expect(await count('verdict_terms')).toBe(0);
  });
});
