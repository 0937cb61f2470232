import { createImage, createIndex } from '../__testUtils__/imageContent';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
import { deleteFrom, REPOSITORY } from './__testUtils__/deleteFrom';

const old = createImage({ layer: 'old' });
const newest = createImage({ layer: 'newest' });
const DUE = [{ tag: '1-2', digest: old.manifest.digest }];

describe('deleteImages, if the registry leaves open what needs an image', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(REPOSITORY);
    registry.addImage('1-2', old);
    registry.addImage('1-3', newest);
  });

  afterEach(async () => {
    await registry.close();
  });

  /** Why nothing is deleted; and any deletions that happened anyway. */
  async function refuse() {
    const { message } = await deleteFrom(registry.host, DUE).then(
      () => new Error('not refused'),
      (error: Error) => error,
    );
    const deleted = registry.requests
      .filter(({ method }) => method === 'DELETE')
      .map(({ url }) => url);
    return [message, deleted];
  }

  it('deletes nothing while the list of tags may be incomplete', async () => {
    const tags = Array.from({ length: 1000 }, (_, i) => `1-${i}`);
    registry.intercept = ({ url }) =>
      url.includes('/tags/')
        ? { body: JSON.stringify({ name: REPOSITORY, tags }) }
        : undefined;

    expect(await refuse()).toEqual([
      expect.stringContaining(
        'Nothing was deleted, because another tag may need these images.',
      ),
      [],
    ]);
  });

  it('deletes nothing while a listed tag is reported as missing', async () => {
    registry.intercept = ({ url }) =>
      url.endsWith('/manifests/1-3')
        ? failure(404, 'MANIFEST_UNKNOWN')
        : undefined;

    expect(await refuse()).toEqual([
      expect.stringContaining(
        'The tag 1-3 is listed, but the registry says that it does not exist',
      ),
      [],
    ]);
  });

  it('deletes nothing while the content of an image list is unknown', async () => {
    const index = createIndex([old]);
    registry.addIndex('1-4', index, [old]);
    registry.intercept = ({ method, url }) =>
      method === 'GET' && url.endsWith(index.digest)
        ? failure(404, 'MANIFEST_UNKNOWN')
        : undefined;

    expect(await refuse()).toEqual([
      expect.stringContaining(
        `The parts of a tag's manifest ${index.digest} are unknown`,
      ),
      [],
    ]);
  });
});
