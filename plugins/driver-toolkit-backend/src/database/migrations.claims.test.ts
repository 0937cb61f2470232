import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { buildRow, directory, MIGRATIONS } from './__testUtils__/migrations';
import { DatabaseImageClaimStore } from './claims/DatabaseImageClaimStore';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'claims that past builds seed, on %s',
  id => {
    it('gives each image to its only builder, and disputed images to nobody', async () => {
      const knex = await createTestDatabase(id);
      await knex.migrate.down({ directory, name: MIGRATIONS.claims });
      let count = 0;
      const build = (
        image: string,
        entity: string,
        more: {
          state?: string;
          location?: string;
          host?: string;
          type?: string;
        } = {},
      ) => {
        const state = more.state ?? 'succeeded';
        const name = `build-${String(count++).padStart(5, '0')}`;
        const reference = `${
          more.host ?? 'registry.example.com:5000'
        }/${image}:6.12.0-${count}.x86_64`;
        return buildRow(name, {
          type: more.type ?? 'driver',
          target: `driver:${reference}`,
          unfinished_target: state === 'queued' ? reference : null,
          state,
          entity_ref: `component:default/${entity}`,
          image_reference: reference,
          plan: JSON.stringify({
            location:
              more.location ??
              `https://forge.example.com/acme/${entity}/src/branch/main/`,
          }),
        });
      };
      await knex.batchInsert(
        'builds',
        [
          // More than one batch.
          ...Array.from({ length: 600 }, (_, i) =>
            build('one', 'one', {
              location: `https://forge.example.com/acme/one/src/branch/b${i}/`,
            }),
          ),
          build('two', 'a'),
          build('two', 'b'),
          build('failed-besides', 'a'),
          build('failed-besides', 'b', { state: 'failed' }),
          build('failed', 'a', { state: 'failed' }),
          build('queued', 'a', { state: 'queued' }),
          build('queued-besides', 'a'),
          build('queued-besides', 'b', { state: 'queued' }),
          build('moved', 'a'),
          build('moved', 'a', { location: 'https://forge.example.com/b/a' }),
          build('nested/name', 'a', {
            location: 'https://gitlab.com/acme/linux/a/-/tree/main',
          }),
          build('azure', 'a', {
            location: 'https://dev.azure.com/acme/l%20x/_git/a?path=/x',
          }),
          build('bitbucket', 'a', {
            location: 'https://b.example.com/projects/A/repos/a/browse/x',
          }),
          build('git', 'a', { location: 'https://github.com/acme/a.git' }),
          build('odd', 'a', { location: 'nothing' }),
          build('port', 'a', { host: 'Registry.example.com:443' }),
          build('toolkit', 'a', { type: 'toolkit' }),
        ],
        50,
      );

      await knex.migrate.latest({ directory });

      const store = new DatabaseImageClaimStore(knex);
      const { items } = await store.list({ limit: 100 });
      const claims = Object.fromEntries(
        items.map(({ image, state, owner }) => [
          image.replace('registry.example.com:5000/', ''),
          owner ? `${owner.entityRef} ${owner.sourceRepository}` : state,
        ]),
      );
      const a = 'component:default/a';
      expect(claims).toEqual({
        one: 'component:default/one forge.example.com/acme/one',
        two: 'disputed',
        'failed-besides': `${a} forge.example.com/acme/a`,
        queued: `${a} forge.example.com/acme/a`,
        'queued-besides': `${a} forge.example.com/acme/a`,
        moved: 'disputed',
        'nested/name': `${a} gitlab.com/acme/linux/a`,
        azure: `${a} dev.azure.com/acme/l x/_git/a`,
        bitbucket: `${a} b.example.com/projects/A/repos/a`,
        git: `${a} github.com/acme/a`,
        odd: `${a} nothing`,
        'registry.example.com/port': `${a} forge.example.com/acme/a`,
      });
      expect(
        items.find(({ image }) => image.endsWith('/two'))?.claimants,
      ).toEqual([
        {
          entityRef: 'component:default/a',
          sourceRepository: 'forge.example.com/acme/a',
        },
        {
          entityRef: 'component:default/b',
          sourceRepository: 'forge.example.com/acme/b',
        },
      ]);
      for (const claim of items) {
        expect(await store.get(claim.id)).toEqual(claim);
      }
    });

    it('leaves builds that a backend of the previous version runs', async () => {
      const knex = await createTestDatabase(id);
      await knex.migrate.down({ directory, name: MIGRATIONS.claims });
      const before = await knex('builds').columnInfo();
      await knex.migrate.latest({ directory });
      expect(await knex('builds').columnInfo()).toEqual(before);
    });
  },
);
