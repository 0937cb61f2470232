import {
  createTestRepository,
  readWhole,
} from '../__testUtils__/createTestRepository';
import {
  createImage,
  createIndex,
  createReferrer,
  createReferrersList,
  type Content,
} from '../__testUtils__/imageContent';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
import type { RepositoryImage } from '../ImageRepository';

const HOUR = 60 * 60_000;
const SPDX = 'application/spdx+json';
const NOTARY = 'application/vnd.cncf.notary.signature';

describe('attachments of images', () => {
  let registry: TestRegistry;
  let now: number;
  const clock = () => now;
  const old = createImage({ layer: 'old', created: '2020-01-01T00:00:00Z' });
  const young = createImage({
    layer: 'young',
    created: '2024-01-01T00:00:00Z',
  });
  const sbom = { ...createReferrer({ text: 'sbom' }), artifactType: SPDX };
  const signature = {
    ...createReferrer({ text: 'sig' }),
    artifactType: NOTARY,
  };

  beforeEach(async () => {
    now = Date.parse('2024-01-01T02:00:00Z');
    registry = await TestRegistry.start('dtk/driver-toolkit');
    registry.addImage('old', old);
    registry.addImage('young', young);
  });

  afterEach(async () => {
    await registry.close();
  });

  function offer(image: Content, ...referrers: (typeof sbom)[]) {
    registry.referrers ??= new Map();
    registry.referrers.set(image.digest, createReferrersList(referrers));
  }

  function tagOf(image: Content, suffix = '') {
    return `${image.digest.replace(':', '-')}${suffix}`;
  }

  /** Referrers requests since the last call. */
  function asked() {
    const urls = registry.requests.splice(0).map(({ url }) => url);
    return urls.filter(url => /referrers|manifests\/sha256-/.test(url)).length;
  }

  it('come from the referrers API', async () => {
    offer(old.manifest, sbom, signature);
    offer(young.manifest);

    const { images } = await readWhole(createTestRepository(registry));

    expect(images).toMatchObject([
      {
        tag: 'old',
        referrers: [
          {
            digest: sbom.digest,
            artifactType: SPDX,
            mediaType: sbom.mediaType,
            size: sbom.body.length,
            kind: 'sbom',
          },
          { digest: signature.digest, artifactType: NOTARY, kind: 'signature' },
        ].sort((a, b) => (a.digest < b.digest ? -1 : 1)),
      },
      { tag: 'young', referrers: [] },
    ]);
  });

  it("include those of a list's platforms, with their owner", async () => {
    const list = createIndex([old, young]);
    registry.addTag('list', list);
    offer(list, signature);
    offer(old.manifest, sbom);
    offer(young.manifest);
    const of = (images: RepositoryImage[]) =>
      images
        .find(({ tag }) => tag === 'list')
        ?.referrers?.map(({ kind, subject }) => [kind, subject]);
    const expected = [
      ['signature', undefined],
      ['sbom', old.manifest.digest],
    ];

    const { images } = await readWhole(createTestRepository(registry));
    expect(of(images)).toEqual(expected);
    asked();

    // Results of an earlier process are not requested again.
    const again = await readWhole(createTestRepository(registry), images);
    expect(of(again.images)).toEqual(expected);
    expect(asked()).toBe(0);
  });

  it.each([
    ['by the API', true],
    ['by tags', false],
  ])('are read at once for a single tag, %s', async (_, hasApi) => {
    const repository = createTestRepository(registry);
    if (hasApi) {
      offer(young.manifest);
    }
    await readWhole(repository);
    const list = createIndex([old, young]);
    registry.addTag('list', list);
    if (hasApi) {
      offer(list, signature);
      offer(old.manifest, sbom);
    } else {
      registry.addTag(tagOf(list), createReferrersList([signature]));
      registry.addTag(tagOf(old.manifest), createReferrersList([sbom]));
    }
    const kinds = async (referrers: boolean) => {
      const { signal } = new AbortController();
      const answer = await repository.readTag('list', { signal, referrers });
      return answer.state === 'present'
        ? answer.image.referrers?.map(({ kind, subject }) => [kind, subject])
        : answer;
    };

    expect(await kinds(false)).toBeUndefined();
    const expected = [
      ['signature', undefined],
      ['sbom', old.manifest.digest],
    ];
    expect(await kinds(true)).toEqual(expected);
    expect(await kinds(false)).toEqual(expected);
  });

  it('do not prevent reading a tag if their request fails', async () => {
    registry.intercept = ({ url }) =>
      /referrers|sha256-/.test(url) ? { status: 500 } : undefined;
    const { signal } = new AbortController();

    expect(
      await createTestRepository(registry).readTag('old', {
        signal,
        referrers: true,
      }),
    ).toEqual({
      state: 'present',
      image: expect.not.objectContaining({ referrers: expect.anything() }),
    });
  });

  it("follow the API's pages", async () => {
    offer(old.manifest, sbom);
    const rest = createReferrersList([signature]);
    registry.intercept = ({ url }) => {
      const path = `/v2/dtk/driver-toolkit/referrers/${old.manifest.digest}`;
      if (url === path) {
        return {
          body: createReferrersList([sbom]).body,
          headers: { link: `<${path}?page=2>; rel="next"` },
        };
      }
      return url.startsWith(path) ? { body: rest.body } : undefined;
    };

    const { images } = await readWhole(createTestRepository(registry));

    expect(images[0].referrers).toHaveLength(2);
  });

  it.each([
    ['404', { status: 404, body: '404 page not found' }],
    ['405', { status: 405 }],
    ['a page of HTML', { body: '<html>Welcome</html>' }],
  ])('come from tags if the API answers %s, asked once', async (_, answer) => {
    registry.intercept = ({ url }) =>
      url.includes('/referrers/') ? answer : undefined;
    registry.addContent(sbom);
    registry.addTag(tagOf(old.manifest), createReferrersList([sbom]));
    const cosign = createReferrer({
      layerType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    });
    registry.addTag(tagOf(young.manifest, '.sig'), cosign);
    const repository = createTestRepository(registry);

    const { images, warnings } = await readWhole(repository);

    expect(warnings).toEqual([]);
    expect(images).toMatchObject([
      { tag: 'old', referrers: [{ digest: sbom.digest, kind: 'sbom' }] },
      {
        tag: 'young',
        referrers: [
          {
            digest: cosign.digest,
            artifactType: 'application/vnd.dev.cosign.simplesigning.v1+json',
            kind: 'signature',
          },
        ],
      },
    ]);
    expect(asked()).toBe(3);
    await readWhole(repository);
    expect(asked()).toBe(0);
  });

  it("include cosign's tags in addition to an API", async () => {
    offer(old.manifest, sbom);
    const cosign = createReferrer({ text: 'signed' });
    registry.addTag(tagOf(old.manifest, '.sig'), cosign);

    const { images } = await readWhole(createTestRepository(registry));

    expect(images[0].referrers?.map(({ kind }) => kind).sort()).toEqual([
      'sbom',
      'signature',
    ]);
  });

  it('are requested again as the image ages, not at every refresh', async () => {
    offer(old.manifest, sbom);
    const repository = createTestRepository(registry, { clock });
    await readWhole(repository);
    // The probe of the API is one of the three.
    expect(asked()).toBe(3);

    now += HOUR / 2;
    await readWhole(repository);
    expect(asked()).toBe(0);

    offer(young.manifest, signature);
    now += 2 * HOUR;
    const { images } = await readWhole(repository);
    expect(asked()).toBe(1);
    expect(images[1].referrers).toMatchObject([{ kind: 'signature' }]);

    now += 36 * HOUR;
    await readWhole(repository);
    expect(asked()).toBe(2);
  });

  it('are requested at once when a tag attaches something', async () => {
    const repository = createTestRepository(registry, { clock });
    await readWhole(repository);
    asked();

    registry.addTag(tagOf(old.manifest, '.sig'), createReferrer({}));
    const { images } = await readWhole(repository);

    expect(asked()).toBe(1);
    expect(images[0].referrers).toMatchObject([{ kind: 'signature' }]);
  });

  it('are kept from an earlier process, and requested again within a day', async () => {
    offer(old.manifest, sbom);
    const { images } = await readWhole(createTestRepository(registry));
    asked();
    const restarted = createTestRepository(registry, { clock });

    await expect(readWhole(restarted, images)).resolves.toEqual({
      images,
      warnings: [],
    });
    expect(asked()).toBe(0);
    now += 25 * HOUR;
    await readWhole(restarted);
    expect(asked()).toBe(3);
  });

  it('are not lost if the API denies its existence once after a restart', async () => {
    offer(old.manifest, sbom);
    const { images } = await readWhole(createTestRepository(registry));
    const restarted = createTestRepository(registry, { clock });
    await readWhole(restarted, images);
    now += 25 * HOUR;
    asked();
    let answers = 0;
    registry.intercept = ({ url }) => {
      answers += url.includes('/referrers/') ? 1 : 0;
      return url.includes('/referrers/') && answers === 1
        ? { status: 404, body: '404 page not found' }
        : undefined;
    };

    await expect(readWhole(restarted, images)).resolves.toMatchObject({
      images,
      warnings: [],
    });
  });

  it('stay known if the registry gives no answer', async () => {
    offer(old.manifest, sbom);
    const repository = createTestRepository(registry, { clock });
    const first = await readWhole(repository);

    now += 48 * HOUR;
    registry.intercept = ({ url }) =>
      url.includes('/referrers/') ? failure(500, 'UNKNOWN') : undefined;
    const { images, warnings } = await readWhole(repository);

    expect(images).toEqual(first.images);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The attachments of 2 images of .* could not be read: .*answered 500/,
      ),
    ]);
  });

  it.each([
    ['404', { status: 404, body: '404 page not found' }],
    ['400', failure(400, 'UNSUPPORTED')],
    ['406', { status: 406 }],
    ['a page of HTML', { body: '<html>Maintenance</html>' }],
  ])('stay known if a registry with the API answers %s', async (_, answer) => {
    offer(old.manifest, sbom);
    offer(young.manifest, signature);
    const repository = createTestRepository(registry, { clock });
    const first = await readWhole(repository);

    now += 48 * HOUR;
    registry.intercept = ({ url }) =>
      url.includes('/referrers/') ? answer : undefined;
    const { images, warnings } = await readWhole(repository);

    expect(images).toEqual(first.images);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The attachments of 2 images of .* did not answer with a list/,
      ),
    ]);

    registry.intercept = () => undefined;
    offer(old.manifest, sbom, signature);
    const recovered = await readWhole(repository);
    expect(recovered.warnings).toEqual([]);
    expect(recovered.images[0].referrers).toHaveLength(2);
  });

  it('are unknown if a later page is no list', async () => {
    const path = `/v2/dtk/driver-toolkit/referrers/${old.manifest.digest}`;
    offer(young.manifest);
    registry.intercept = ({ url }) => {
      if (url === path) {
        return {
          body: createReferrersList([sbom]).body,
          headers: { link: `<${path}?page=2>; rel="next"` },
        };
      }
      return url.startsWith(path) ? { status: 404 } : undefined;
    };

    const { images, warnings } = await readWhole(
      createTestRepository(registry),
    );

    expect(images[0].referrers).toBeUndefined();
    expect(warnings[0]).toMatch(/page 2 of the image's referrers/);
  });

  it('are unknown, not empty, if they were never read', async () => {
    registry.intercept = ({ url }) =>
      url.includes('/referrers/') ? failure(403, 'DENIED') : undefined;

    const { images, warnings } = await readWhole(
      createTestRepository(registry),
    );

    expect(images).toMatchObject([{ platforms: [{}] }, { platforms: [{}] }]);
    expect(images.map(({ referrers }) => referrers)).toEqual([
      undefined,
      undefined,
    ]);
    expect(warnings).toHaveLength(1);
  });
});
