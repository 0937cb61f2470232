import { ServiceUnavailableError } from '@backstage/errors';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { createTestIndex, imageOf, readingOf } from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

it.each(databases.eachSupportedId())(
  'tags a snapshot by what it says, not by when that was read, on %s',
  async id => {
    const knex = await createTestDatabase(id);
    const index = createTestIndex(knex);
    const readTag = async () => (await index.index.snapshot()).tag;
    index.stream.reading = readingOf('1-1');
    index.registry.images = [
      imageOf('1-1', {
        labels: { 'driver-toolkit.containerfile.digest': 'sha256:old' },
      }),
    ];
    await index.refresh('stream');
    const incomplete = await readTag();
    await index.refresh('registry');
    const complete = await readTag();
    expect(complete).not.toBe(incomplete);

    await index.refresh('stream');
    await index.refresh('registry');
    expect(await readTag()).toBe(complete);

    await knex('toolkit_inputs').insert([
      { name: './Dockerfile', digest: 'sha256:new' },
    ]);
    const stale = await readTag();
    expect(stale).not.toBe(complete);

    index.stream.reading = readingOf('1-1', '1-2');
    await index.refresh('stream');
    const more = await readTag();
    expect(more).not.toBe(stale);

    index.registry.error = new ServiceUnavailableError('The registry is down');
    await expect(index.refresh('registry')).rejects.toThrow('down');
    expect(await readTag()).not.toBe(more);
  },
);
