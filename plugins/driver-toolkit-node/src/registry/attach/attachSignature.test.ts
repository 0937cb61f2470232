import {
  createTestRepository,
  readWhole,
} from '../__testUtils__/createTestRepository';
import {
  createImage,
  createReferrersList,
  type Content,
} from '../__testUtils__/imageContent';
import { TestRegistry } from '../__testUtils__/TestRegistry';
import { openRepository } from '../openRepository';
import { RegistryClient } from '../RegistryClient';
import { acceptUploads } from './__testUtils__/acceptUploads';
import { skopeoSignature } from './__testUtils__/skopeoSignature';
import type { ImageSignature } from './attachSignature';

const REPOSITORY = 'dtk/driver-toolkit';
const SIGNATURE = 'dev.cosignproject.cosign/signature';
const PAYLOAD = 'application/vnd.dev.cosign.simplesigning.v1+json';
const image = createImage({});
const { digest } = image.manifest;
const tagOf = (subject: string) => `${subject.replace(':', '-')}.sig`;
const tag = tagOf(digest);

/** A different payload for each key by default. */
const signature = (signed: string, content = signed): ImageSignature => ({
  kind: 'signature',
  type: PAYLOAD,
  content: Buffer.from(content),
  annotations: { [SIGNATURE]: signed },
});

describe('attachSignature', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(REPOSITORY);
    registry.addImage('1-1', image);
    acceptUploads(registry);
  });

  afterEach(() => registry.close());

  /** @param key - Prefix of its own signatures. */
  const attach = (
    what: ImageSignature,
    key = what.annotations[SIGNATURE],
    subject = digest,
  ) =>
    openRepository(`${registry.image}:1-1`, { insecure: true }).sign(
      subject,
      what,
      {
        signal: AbortSignal.timeout(20_000),
        isSigned: annotations =>
          annotations[SIGNATURE]?.startsWith(key) ?? false,
      },
    );

  async function read(reference = tag) {
    const signal = AbortSignal.timeout(20_000);
    const client = new RegistryClient(
      { registry: registry.host, insecure: true },
      REPOSITORY,
    );
    const found = (await client.getManifest(reference, signal))!;
    const { config, layers, ...rest } = JSON.parse(found.content);
    return {
      content: found,
      manifest: { config, layers, ...rest },
      config: JSON.parse(await client.getBlob(config.digest, signal)),
      signatures: layers.map(
        (layer: { annotations: Record<string, string> }) =>
          layer.annotations[SIGNATURE],
      ),
      payload: await client.getBlob(layers[0].digest, signal),
    };
  }

  const written = () =>
    registry.requests.filter(({ method }) => method === 'PUT');

  it('makes a manifest of one layer, under a tag of the digest', async () => {
    const attached = await attach(signature('by-us', 'payload'));

    const { content, manifest, config, payload } = await read();
    expect(content.digest).toBe(attached);
    expect(payload).toBe('payload');
    expect(manifest).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: expect.stringMatching(/^sha256:/),
        size: expect.any(Number),
      },
      layers: [
        {
          mediaType: PAYLOAD,
          digest: expect.stringMatching(/^sha256:/),
          size: 7,
          annotations: { [SIGNATURE]: 'by-us' },
        },
      ],
    });
    expect(config).toEqual({
      architecture: '',
      os: '',
      config: {},
      rootfs: { type: 'layers', diff_ids: [manifest.layers[0].digest] },
    });
  });

  it('is found by readers of the repository', async () => {
    await attach(signature('by-us'));

    const { images } = await readWhole(createTestRepository(registry));
    expect(images).toMatchObject([
      { tag: '1-1', referrers: [{ kind: 'signature', artifactType: PAYLOAD }] },
    ]);
  });

  it('uses another tag for attestations', async () => {
    await attach({ ...signature('by-us'), kind: 'attestation' });

    const { signatures } = await read(tag.replace(/sig$/, 'att'));
    expect(signatures).toEqual(['by-us']);
  });

  it('keeps the signatures of others unchanged', async () => {
    await attach(signature('by-them'));
    const before = await read();
    await attach(signature('by-us'));

    const { manifest, signatures, config } = await read();
    expect(signatures).toEqual(['by-them', 'by-us']);
    expect(manifest.layers[0]).toEqual(before.manifest.layers[0]);
    expect(config.rootfs.diff_ids).toEqual(
      manifest.layers.map((layer: Content) => layer.digest),
    );
  });

  it("adds itself to skopeo's signatures", async () => {
    const { manifest: before, config, payload } = skopeoSignature;
    registry.addContent(config, payload);
    registry.addTag(tag, before);
    await attach(signature('by-us'));

    const { manifest, config: grown } = await read();
    const [layer] = JSON.parse(before.body.toString()).layers;
    expect(manifest.layers).toEqual([
      layer,
      expect.objectContaining({ annotations: { [SIGNATURE]: 'by-us' } }),
    ]);
    expect(grown).toEqual({
      ...JSON.parse(config.body.toString()),
      rootfs: {
        type: 'layers',
        diff_ids: [layer.digest, manifest.layers[1].digest],
      },
    });
  });

  it('adds the same payload signed with another key', async () => {
    await attach(signature('by-them', 'payload'));
    await attach(signature('by-us', 'payload'));

    expect((await read()).signatures).toEqual(['by-them', 'by-us']);
  });

  it('adds no second signature of the same key', async () => {
    const first = await attach(signature('by-us-1', 'payload'), 'by-us');
    const count = written().length;
    const second = await attach(signature('by-us-2', 'payload'), 'by-us');

    expect(second).toBe(first);
    expect((await read()).signatures).toEqual(['by-us-1']);
    expect(written()).toHaveLength(count);
  });

  /**
   * Another writer replaces the signatures right after ours were written, this
   * often.
   */
  async function overwrite(times: number): Promise<void> {
    const other = `sha256:${'0'.repeat(64)}`;
    await attach(signature('by-them'), 'by-them', other);
    const { content } = await read(tagOf(other));
    const theirs = {
      digest: content.digest,
      mediaType: content.mediaType!,
      body: Buffer.from(content.content),
    };
    let left = times;
    acceptUploads(registry, ({ method, url }) => {
      if (method !== 'PUT' || !url.endsWith(tag) || left === 0) {
        return undefined;
      }
      left -= 1;
      registry.addTag(tag, theirs);
      return { status: 201 };
    });
  }

  it('adds itself to the content of another writer', async () => {
    await overwrite(1);

    await attach(signature('by-us'));

    expect((await read()).signatures).toEqual(['by-them', 'by-us']);
  });

  it('adds simultaneous signatures', async () => {
    const names = ['by-a', 'by-b', 'by-c', 'by-d', 'by-e', 'by-f'];
    await Promise.all(names.map(name => attach(signature(name))));

    expect((await read()).signatures.sort()).toEqual(names);
    // None replaced another.
    expect(written().filter(({ url }) => url.endsWith(tag))).toHaveLength(6);
  });

  it('gives up if the tag never keeps it', async () => {
    await overwrite(100);

    await expect(attach(signature('by-us'))).rejects.toThrow(
      `The tag ${tag} does not keep the new signature`,
    );
  });

  it.each([
    ['a list', createReferrersList([])],
    ['an image without a configuration', createImage({}).config],
    [
      'an artifact with another configuration',
      createImage({ configType: 'application/vnd.oci.empty.v1+json' }).manifest,
    ],
  ])('touches no tag that names %s', async (_, content) => {
    registry.addTag(tag, content);

    await expect(attach(signature('by-us'))).rejects.toThrow(
      `The tag ${tag} does not name signatures`,
    );
    expect(written().map(({ url }) => url)).not.toContainEqual(
      expect.stringContaining(tag),
    );
  });

  it('adds nothing to signatures whose configuration is damaged', async () => {
    await attach(signature('by-them'));
    const { digest: damaged } = (await read()).manifest.config;
    acceptUploads(registry, ({ method, url }) =>
      method === 'GET' && url.endsWith(damaged)
        ? { body: 'not what its digest names' }
        : undefined,
    );

    await expect(attach(signature('by-us'))).rejects.toThrow(
      `does not match its digest ${damaged}`,
    );
  });
});
