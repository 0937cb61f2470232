import { DockerRegistry } from '../__testUtils__/DockerRegistry';
import { createImage, createIndex } from '../__testUtils__/imageContent';
import { createImageRepository } from '../createImageRepository';
import { InMemoryContentCache } from '../InMemoryContentCache';
import { configOf, deleteFrom, REPOSITORY } from './__testUtils__/deleteFrom';

const old = createImage({ layer: 'old' });
const older = createImage({ layer: 'older' });
const newest = createImage({ layer: 'newest' });
const arm = createImage({ layer: 'arm', architecture: 'arm64' });

const tagged = (tag: string, { manifest } = old) => ({
  tag,
  digest: manifest.digest,
});

describe('deleteImages, from a real registry', () => {
  let registry: DockerRegistry;

  beforeEach(async () => {
    registry = await DockerRegistry.start({ deletes: true });
    await registry.pushImage(REPOSITORY, '1-3', newest);
    await registry.pushImage(REPOSITORY, '1-2', old);
    await registry.pushImage(REPOSITORY, '1-1', older);
  });

  afterEach(async () => {
    await registry.close();
  });

  async function tags(): Promise<string[]> {
    const repository = createImageRepository(configOf(registry.host), {
      cache: new InMemoryContentCache(),
    });
    const states = await Promise.all(
      ['1-3', '1-2', '1-1', 'latest', 'list'].map(async tag => {
        const { state } = await repository.readTag(tag, {
          signal: AbortSignal.timeout(20_000),
        });
        return state === 'present' ? [tag] : [];
      }),
    );
    return states.flat();
  }

  it('deletes the given tags and no others', async () => {
    const deletions = await deleteFrom(registry.host, [
      tagged('1-2'),
      tagged('1-1', older),
    ]);

    expect(deletions).toEqual([
      { ...tagged('1-2'), deleted: true },
      { ...tagged('1-1', older), deleted: true },
    ]);
    expect(await tags()).toEqual(['1-3']);
  });

  it('keeps an image that another tag names', async () => {
    await registry.pushManifest(REPOSITORY, 'latest', old.manifest);

    expect(
      await deleteFrom(registry.host, [tagged('1-2'), tagged('1-1', older)]),
    ).toEqual([
      {
        ...tagged('1-2'),
        deleted: false,
        reason: 'The tag latest needs the same image.',
      },
      { ...tagged('1-1', older), deleted: true },
    ]);
    expect(await tags()).toEqual(['1-3', '1-2', 'latest']);
  });

  it('deletes an image once for all of its tags', async () => {
    await registry.pushManifest(REPOSITORY, 'latest', old.manifest);

    const deletions = await deleteFrom(registry.host, [
      tagged('1-2'),
      tagged('latest'),
    ]);

    expect(deletions.map(({ deleted }) => deleted)).toEqual([true, true]);
    expect(await tags()).toEqual(['1-3', '1-1']);
  });

  it('keeps an image that is part of a remaining list', async () => {
    await registry.pushImage(REPOSITORY, 'arm', arm);
    const list = createIndex([old, arm], { attested: false });
    await registry.pushManifest(REPOSITORY, 'list', list);

    const both = [tagged('1-2'), { tag: 'list', digest: list.digest }];
    expect(await deleteFrom(registry.host, [tagged('1-2')])).toMatchObject([
      { deleted: false, reason: 'The tag list needs the same image.' },
    ]);
    expect(await deleteFrom(registry.host, both)).toMatchObject([
      { deleted: true },
      { deleted: true },
    ]);
    expect(await tags()).toEqual(['1-3', '1-1']);
  });

  it('keeps a tag that names another image now, and ignores a missing one', async () => {
    expect(
      await deleteFrom(registry.host, [
        tagged('1-2', older),
        tagged('1-0', older),
      ]),
    ).toMatchObject([
      { deleted: false, reason: 'It names another image now.' },
      { deleted: false, reason: 'It no longer exists.' },
    ]);
    expect(await tags()).toEqual(['1-3', '1-2', '1-1']);
  });

  it('says so if the registry forbids deletion', async () => {
    const strict = await DockerRegistry.start();
    try {
      await strict.pushImage(REPOSITORY, '1-2', old);

      expect(await deleteFrom(strict.host, [tagged('1-2')])).toMatchObject([
        {
          deleted: false,
          reason: expect.stringContaining('does not allow deleting images'),
        },
      ]);
    } finally {
      await strict.close();
    }
  });
});
