import {
  createTestRepository,
  readWhole,
} from './__testUtils__/createTestRepository';
import { HostileRegistry } from './__testUtils__/HostileRegistry';
import {
  createImage,
  createIndex,
  createOuterIndex,
} from './__testUtils__/imageContent';
import type { TestRegistry } from './__testUtils__/TestRegistry';

describe('a registry that answers', () => {
  const { evil, good } = HostileRegistry;
  let hostile: HostileRegistry;
  let registry: TestRegistry;

  beforeEach(async () => {
    hostile = await HostileRegistry.start();
    registry = hostile.registry;
  });

  afterEach(async () => {
    await hostile.close();
  });

  it.each([
    ['/manifests/evil', 'does not match its digest'],
    [evil.config.digest, 'does not match its digest'],
  ])('with HTML at …%s', async (end, reason) => {
    hostile.answerAt(end, {
      body: '<html>Log in</html>',
      headers: { 'docker-content-digest': evil.manifest.digest },
    });

    expect((await hostile.readEvil()).error).toContain(reason);
  });

  it('with an unprintable error', async () => {
    hostile.answerAt('/manifests/evil', {
      status: 403,
      body: JSON.stringify({
        errors: [
          {
            code: 'DEN\u0000IED',
            message: `\u001b[2Jno\r\nlog line ${'x'.repeat(1000)}`,
          },
        ],
      }),
    });

    const { error = '' } = await hostile.readEvil();

    expect(error).toContain(
      'answered 403 (DEN\u{fffd}IED: \u{fffd}[2Jno  log line xxx',
    );
    expect(error.length).toBeLessThan(500);
  });

  it('with HTML and no digest', async () => {
    hostile.answerAt('/manifests/evil', { body: '<html>Log in</html>' });

    expect((await hostile.readEvil()).error).toContain(
      'is neither an image nor a list of images',
    );
  });

  it.each([
    '{"tags":[null,"good"]}',
    '{"tags":{"good":1}}',
    '["good"]',
    '<html>',
  ])('with %s for a list of tags', async body => {
    hostile.answerAt('/tags/list?n=1000', { body });

    await expect(readWhole(createTestRepository(registry))).rejects.toThrow(
      'did not answer with a list of tags',
    );
  });

  it('with a tag many times', async () => {
    hostile.answerAt('/tags/list?n=1000', {
      body: JSON.stringify({ tags: ['good', 'good', 'evil', 'good'] }),
    });

    const { images } = await readWhole(createTestRepository(registry));

    expect(images.map(({ tag }) => tag)).toEqual(['good', 'evil']);
  });

  it('with a manifest that does not match its digest', async () => {
    hostile.answerAt('/manifests/evil', {
      body: good.manifest.body,
      headers: { 'docker-content-digest': evil.manifest.digest },
    });

    expect((await hostile.readEvil()).error).toContain(
      `does not match its digest ${evil.manifest.digest}`,
    );
  });

  it.each(['../../other/manifests/latest', 'md5:abc', 'sha256:XYZ'])(
    'with %s for a digest',
    async digest => {
      const repository = createTestRepository(registry);
      await readWhole(repository);
      registry.requests.length = 0;
      hostile.answerAt('/manifests/evil', {
        headers: { 'docker-content-digest': digest },
      });

      const { images } = await readWhole(repository);

      expect(images[0].error).toContain(
        `names a digest that cannot be verified: ${digest}`,
      );
      expect(new Set(registry.requests.map(({ url }) => url))).toEqual(
        new Set([
          '/v2/dtk/driver-toolkit/tags/list?n=1000',
          '/v2/dtk/driver-toolkit/manifests/evil',
          '/v2/dtk/driver-toolkit/manifests/good',
        ]),
      );
    },
  );

  it('with a list that includes itself', async () => {
    const list = createOuterIndex(evil.manifest);
    registry.addTag('evil', list);
    // No content can contain its own digest, so the registry must lie about
    // one.
    hostile.answerAt(evil.manifest.digest, {
      body: list.body,
      headers: { 'content-type': list.mediaType },
    });

    expect((await hostile.readEvil()).error).toContain(
      'does not match its digest',
    );
    expect(registry.requests.length).toBeLessThan(10);
  });

  it.each([101, 5000])('with a list of %s images', async count => {
    const list = createIndex(Array(count).fill(evil));
    registry.addTag('evil', list);

    expect((await hostile.readEvil()).error).toBe(
      `The image list ${list.digest} has ${count} images, more than 100, which is refused`,
    );
    expect(registry.requests.length).toBeLessThan(10);
  });

  it('with nested lists that are too large in total', async () => {
    const lists = Array.from({ length: 3 }, (_, i) =>
      createIndex(
        Array.from({ length: 50 }, (__, j) =>
          createImage({ layer: `${i} ${j}` }),
        ),
      ),
    );
    registry.addContent(...lists);
    const outer = createIndex(lists.map(manifest => ({ ...evil, manifest })));
    registry.addTag('evil', outer);

    expect((await hostile.readEvil()).error).toContain(
      'names more than 100 images including its nested lists, which is refused',
    );
    expect(registry.requests.length).toBeLessThan(12);
  });

  it('with endless labels', async () => {
    registry.addImage(
      'evil',
      createImage({ labels: { long: 'x'.repeat(100_000) } }),
    );

    expect((await hostile.readEvil()).error).toContain(
      'are longer than 65536 characters, which is refused',
    );
  });

  it('with labels that are too long in total', async () => {
    const long = 'x'.repeat(65_000);
    for (let n = 0; n < 1040; n++) {
      registry.addImage(
        `evil-${n}`,
        createImage({ labels: { long, n: `${n}` } }),
      );
    }

    const { images } = await readWhole(createTestRepository(registry));

    const refused = images.filter(({ error }) => error !== undefined);
    expect(refused).toHaveLength(
      1040 - Math.floor((64 * 1024 * 1024) / 65_009),
    );
    expect(refused[0].error).toContain('in total, which is refused');
  });

  it.each([
    ['/manifests/evil', 4194304],
    [evil.config.digest, 4194304],
  ])('with a large body at …%s', async (end, limit) => {
    hostile.answerAt(end, { body: Buffer.alloc(limit + 1, 32) });

    expect((await hostile.readEvil()).error).toContain(
      `is larger than ${limit} bytes`,
    );
  });
});
