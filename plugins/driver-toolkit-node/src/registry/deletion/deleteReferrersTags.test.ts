import {
  createImage,
  createIndex,
  createReferrer,
  createReferrersList,
  type Content,
} from '../__testUtils__/imageContent';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
import { deleteFrom, REPOSITORY } from './__testUtils__/deleteFrom';

const image = createImage({ layer: 'old' });
const { digest } = image.manifest;
const tag = digest.replace(':', '-');
const referrer = createReferrer({ artifactType: 'application/spdx+json' });
const list = createReferrersList([referrer]);

describe('deleteImages, with attachments', () => {
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

  it('deletes the signatures, too', async () => {
    const signatures = createReferrer({ text: 'signature' });
    const attestations = createReferrer({ text: 'attestation' });
    registry.addTag(`${tag}.sig`, signatures);
    registry.addTag(`${tag}.att`, attestations);

    await remove();
    expect(deleted()).toEqual([
      digest,
      list.digest,
      signatures.digest,
      attestations.digest,
    ]);
  });

  describe('in a manifest list', () => {
    const arm = createImage({ architecture: 'arm64' });
    const ofBoth = createIndex([image, arm], { attested: false });
    const ofArm = createIndex([arm], { attested: false });
    const signatureOf = ({ digest: signed }: Content) => {
      const signatures = createReferrer({ text: signed });
      registry.addTag(`${signed.replace(':', '-')}.sig`, signatures);
      return signatures.digest;
    };

    beforeEach(() => {
      registry.addIndex('1-3', ofBoth, [image, arm]);
    });

    const removeTag = (name: string, { digest: named }: Content) => ({
      tag: name,
      digest: named,
    });

    it('deletes those of parts that nothing needs', async () => {
      const signatures = [ofBoth, arm.manifest].map(signatureOf);
      signatureOf(image.manifest);

      await deleteFrom(registry.host, [removeTag('1-3', ofBoth)]);
      expect(deleted()).toEqual([ofBoth.digest, ...signatures]);
    });

    it('deletes those of a shared part with its second list', async () => {
      registry.addIndex('1-4', ofArm, [arm]);
      const signature = signatureOf(arm.manifest);

      await deleteFrom(registry.host, [
        removeTag('1-3', ofBoth),
        removeTag('1-4', ofArm),
      ]);
      expect(deleted()).toEqual([ofBoth.digest, ofArm.digest, signature]);
    });
  });

  it('keeps a list that another tag names, too', async () => {
    registry.addTag('also', list);

    expect(await remove()).toMatchObject([{ deleted: true }]);
    expect(deleted()).toEqual([digest]);
  });

  it('keeps the list of a remaining image', async () => {
    registry.addImage('team-a', image);

    expect(await remove()).toMatchObject([{ deleted: false }]);
    expect(deleted()).toEqual([]);
  });

  it('deletes an image even if its list cannot be deleted', async () => {
    registry.intercept = ({ method, url }) =>
      method === 'DELETE' && url.endsWith(list.digest)
        ? failure(403, 'DENIED')
        : undefined;

    expect(await remove()).toMatchObject([{ deleted: true }]);
  });
});
