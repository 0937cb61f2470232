import { createImage } from '../__testUtils__/imageContent';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
import { useTokens } from '../__testUtils__/useTokens';
import { deleteFrom, REPOSITORY } from './__testUtils__/deleteFrom';

const old = createImage({ layer: 'old' });
const newest = createImage({ layer: 'newest' });

const tagged = (tag: string) => ({
  tag,
  digest: old.manifest.digest,
});

describe('deleteImages', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(REPOSITORY);
    registry.addImage('1-2', old);
    registry.addImage('1-3', newest);
  });

  afterEach(async () => {
    await registry.close();
  });

  const deletes = () =>
    registry.requests.filter(({ method }) => method === 'DELETE');

  it('asks for a token that allows reading and deleting', async () => {
    const credentials = { username: 'robot', password: 'secret' };
    useTokens(registry);
    const { intercept } = registry;
    registry.intercept = request =>
      intercept(request) ??
      (request.method === 'DELETE' ? { status: 202 } : undefined);

    expect(
      await deleteFrom(registry.host, [tagged('1-2')], { credentials }),
    ).toMatchObject([{ deleted: true }]);

    const tokens = registry.requests.filter(r => r.url.startsWith('/token'));
    expect(tokens.map(({ url }) => url)).toEqual([
      '/token?service=test%2C+registry&scope=repository%3Adtk%2Fdriver-toolkit%3Apull%2Cdelete',
    ]);
    expect(deletes().map(({ url }) => url)).toEqual([
      `/v2/${REPOSITORY}/manifests/${old.manifest.digest}`,
    ]);
  });

  it('deletes nothing if it cannot read every tag', async () => {
    registry.intercept = request =>
      request.url.endsWith('/1-3') ? failure(403, 'DENIED') : undefined;

    await expect(deleteFrom(registry.host, [tagged('1-2')])).rejects.toThrow(
      'answered 403',
    );
    expect(deletes()).toEqual([]);
  });

  it('follows no redirect', async () => {
    registry.intercept = request =>
      request.method === 'DELETE'
        ? {
            status: 307,
            headers: {
              location: `/v2/${REPOSITORY}/manifests/${newest.manifest.digest}`,
            },
          }
        : undefined;

    expect(await deleteFrom(registry.host, [tagged('1-2')])).toMatchObject([
      { deleted: false, reason: expect.stringContaining('answered 307') },
    ]);
    expect(deletes()).toHaveLength(1);
  });

  it('counts an image as deleted if the registry says that it is missing', async () => {
    registry.intercept = request =>
      request.method === 'DELETE'
        ? failure(404, 'MANIFEST_UNKNOWN')
        : undefined;

    expect(await deleteFrom(registry.host, [tagged('1-2')])).toMatchObject([
      { deleted: true },
    ]);
  });
});
