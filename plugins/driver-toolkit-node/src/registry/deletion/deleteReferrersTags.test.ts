import {
  createImage,
  createReferrer,
  createReferrersList,
} from '../__testUtils__/imageContent';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
import { deleteFrom, REPOSITORY } from './__testUtils__/deleteFrom';

const image = createImage({ layer: 'old' });
const { digest } = image.manifest;
const tag = digest.replace(':', '-');
const referrer = createReferrer({ artifactType: 'application/spdx+json' });
const list = createReferrersList([referrer]);

describe('deleteImages, where something is attached to them', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(REPOSITORY);
    registry.addImage('1-2', image);
    registry.addContent(referrer);
    registry.addTag(tag, list);
  });

  afterEach(() => registry.close());

  const remove = () => deleteFrom(registry.host, [{ tag: '1-2', digest }]);
  const deleted = () =>
    registry.requests.flatMap(({ method, url }) =>
      method === 'DELETE' ? [url.split('/').at(-1)] : [],
    );

  it('deletes the tag that lists it, too', async () => {
    expect(await remove()).toEqual([{ tag: '1-2', digest, deleted: true }]);
    expect(deleted()).toEqual([digest, list.digest]);
  });

  it('leaves a list that another tag names as well', async () => {
    registry.addTag('also', list);

    expect(await remove()).toMatchObject([{ deleted: true }]);
    expect(deleted()).toEqual([digest]);
  });

  it('leaves the list of an image that stays', async () => {
    registry.addImage('team-a', image);

    expect(await remove()).toMatchObject([{ deleted: false }]);
    expect(deleted()).toEqual([]);
  });

  it('has deleted an image whose list cannot be deleted', async () => {
    registry.intercept = ({ method, url }) =>
      method === 'DELETE' && url.endsWith(list.digest)
        ? failure(403, 'DENIED')
        : undefined;

    expect(await remove()).toMatchObject([{ deleted: true }]);
  });
});
