import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import {
  createTestDatabase,
  databases,
} from '../../__testUtils__/testDatabases';
import { DatabaseContentCache } from './DatabaseContentCache';

jest.setTimeout(60_000);

const COUNT = 1_500;

describe.each(databases.eachSupportedId())('DatabaseContentCache, %s', id => {
  let knex: Knex;
  let cache: DatabaseContentCache;
  const contents = new Map(
    Array.from({ length: COUNT }, (_, i) => {
      const content = `{"number":${i},"text":"Küche"}`;
      const value = createHash('sha256').update(content).digest('hex');
      return [`sha256:${value}`, content];
    }),
  );
  const digests = [...contents.keys()];

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    cache = new DatabaseContentCache(knex);
  });

  afterEach(async () => {
    await knex.destroy();
  });

  it('keeps one', async () => {
    await expect(cache.get(digests[0])).resolves.toBeUndefined();
    await cache.set(digests[0], 'content');
    await expect(cache.get(digests[0])).resolves.toBe('content');
  });

  it('keeps many, in few statements', async () => {
    const statements: string[] = [];
    knex.on('query', ({ sql }) => statements.push(sql));

    await cache.setMany(contents);
    await expect(cache.getMany([...digests, 'sha256:other'])).resolves.toEqual(
      contents,
    );

    expect(statements.length).toBeLessThan(12);
  });

  it('sends no query without digests', async () => {
    const statements: string[] = [];
    knex.on('query', ({ sql }) => statements.push(sql));

    await cache.setMany(new Map());
    await expect(cache.getMany([])).resolves.toEqual(new Map());

    expect(statements).toEqual([]);
  });

  it('accepts the same content concurrently, and keeps existing content', async () => {
    await cache.set(digests[3], 'as it was');

    await Promise.all([
      cache.setMany(contents),
      cache.setMany(new Map([...contents].reverse())),
      cache.setMany(contents),
    ]);

    const kept = await cache.getMany(digests);
    expect(kept.size).toBe(COUNT);
    expect(kept.get(digests[3])).toBe('as it was');
    expect(kept.get(digests[4])).toBe(contents.get(digests[4]));
  });
});
