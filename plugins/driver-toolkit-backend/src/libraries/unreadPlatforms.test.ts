import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import { imageOf, readingOf } from '../index/__testUtils__/TestIndex';
import { BASE_IMAGE, TestLibrary } from './__testUtils__/TestLibrary';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('a library on %s', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
  });

  it('neither builds nor rebuilds an image whose unread part may be the missing one', async () => {
    const library = new TestLibrary(knex, {
      maintain: { keepLatest: 2, rebuildStale: true },
    });
    library.index.stream.reading = readingOf('1-4', '1-3');
    const [amd64] = imageOf('').platforms;
    const error = 'answered 404';
    const labels = {
      'org.opencontainers.image.base.name': BASE_IMAGE,
      'org.opencontainers.image.base.digest': 'sha256:a',
    };
    await library.setBaseDigest('sha256:b');
    library.index.registry.images = [
      imageOf('1-4', {
        platforms: [
          { ...amd64, error },
          { ...amd64, architecture: 's390x' },
        ],
      }),
      imageOf('1-3', {
        labels,
        platforms: [amd64, { ...amd64, architecture: 's390x', error }],
      }),
    ];
    await library.refresh();

    const run = await library.run();

    expect(run.queued).toEqual([]);
    expect(run.skipped).toMatchObject([
      {
        kernel: '1-4',
        cause: 'unknown',
        reason: 'The image for linux/amd64 could not be read: answered 404',
      },
      {
        kernel: '1-3',
        cause: 'unknown',
        reason: 'The image for linux/s390x could not be read: answered 404',
      },
    ]);
  });
});
