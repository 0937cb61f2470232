import type { Knex } from 'knex';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  createTestIndex,
  flavourOf,
  imageOf,
  type TestIndex,
} from './__testUtils__/TestIndex';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('the index on %s', id => {
  let knex: Knex;
  let index: TestIndex;

  beforeEach(async () => {
    knex = await createTestDatabase(id);
    index = createTestIndex(knex);
  });

  it('has an unknown state for an architecture whose platform could not be read', async () => {
    index.stream.reading = {
      warnings: [],
      kernels: [
        {
          kernel: '1-1',
          flavours: ['aarch64', 's390x', 'x86_64'].map(a =>
            flavourOf('1-1', a),
          ),
        },
      ],
    };
    const [amd64] = imageOf('1-1').platforms;
    const arm64 = { ...amd64, architecture: 'arm64', error: 'answered 404' };
    index.registry.images = [imageOf('1-1', { platforms: [amd64, arm64] })];
    await index.refresh('stream');
    await index.refresh('registry');

    const { imageState, images } = await index.index.kernel('stream', '1-1');
    expect(imageState).toBe('present');
    expect(images[0]).toMatchObject({
      state: 'present',
      reason: 'The image for linux/arm64 could not be read: answered 404',
      architectures: [
        { architecture: 'aarch64', state: 'unknown' },
        { architecture: 's390x', state: 'absent' },
        { architecture: 'x86_64', state: 'present' },
      ],
    });
    const coverage = await index.coverage.list({});
    expect(
      coverage.items[0].architectures.map(({ images: [{ state }] }) => state),
    ).toEqual(['unknown', 'absent', 'present']);
    const { platforms } = await index.index.image('registry', '1-1');
    expect(platforms).toEqual([amd64, arm64]);
  });
});
