import { createHash } from 'node:crypto';
import {
  createTestRepository,
  readWhole,
} from '../__testUtils__/createTestRepository';
import {
  createImage,
  createReferrer,
  createReferrersList,
} from '../__testUtils__/imageContent';
import {
  failure,
  TestRegistry,
  type Interception,
} from '../__testUtils__/TestRegistry';
import { openRepository } from '../openRepository';
import { RegistryClient } from '../RegistryClient';
import { acceptUploads } from './__testUtils__/acceptUploads';
import type { Artifact } from './artifactManifest';

const REPOSITORY = 'dtk/driver-toolkit';
const image = createImage({});
const { digest } = image.manifest;
const tag = digest.replace(':', '-');

const sbom: Artifact = {
  type: 'application/spdx+json',
  content: Buffer.from('{"spdxVersion":"SPDX-2.3"}'),
  annotations: { 'org.opencontainers.image.created': '2026-01-02T03:04:05Z' },
};
const provenance: Artifact = {
  type: 'application/vnd.in-toto+json',
  content: Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}'),
  annotations: {
    'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1',
  },
};

const attach = (
  host: string,
  artifact = sbom,
  options = { signal: AbortSignal.timeout(20_000) },
) =>
  openRepository(`${host}/${REPOSITORY}:1-1`, { insecure: true }).attach(
    digest,
    artifact,
    options,
  );

async function contentOf(host: string, reference: string) {
  const client = new RegistryClient(
    { registry: host, insecure: true },
    REPOSITORY,
  );
  const signal = AbortSignal.timeout(20_000);
  const found = await client.getManifest(reference, signal);
  return {
    manifest: JSON.parse(found?.content ?? 'null'),
    blob: (blob: string) => client.getBlob(blob, signal),
  };
}

describe('attachArtifact', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(REPOSITORY);
    registry.addImage('1-1', image);
    acceptUploads(registry);
  });

  afterEach(() => registry.close());

  const written = () =>
    registry.requests.filter(({ method }) => ['POST', 'PUT'].includes(method));

  it('leaves the list to a registry with the referrers API', async () => {
    registry.referrers = new Map();

    const attached = await attach(registry.host);

    expect(attached.listedBy).toBe('registry');
    expect((await contentOf(registry.host, tag)).manifest).toBeNull();
    const { manifest, blob } = await contentOf(registry.host, attached.digest);
    expect(manifest).toMatchObject({
      schemaVersion: 2,
      artifactType: sbom.type,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', size: 2 },
      subject: { digest, size: image.manifest.body.length },
      annotations: sbom.annotations,
    });
    expect(await blob(manifest.config.digest)).toBe('{}');
    expect(await blob(manifest.layers[0].digest)).toBe(sbom.content.toString());
  });

  it('lists it under a tag if the registry has no referrers API', async () => {
    const attached = await attach(registry.host);

    expect(attached.listedBy).toBe('tag');
    const { manifest } = await contentOf(registry.host, tag);
    expect(manifest).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: attached.digest,
          size: expect.any(Number),
          artifactType: sbom.type,
          annotations: sbom.annotations,
        },
      ],
    });
  });

  it('lists simultaneous attachments', async () => {
    const [first, second] = await Promise.all([
      attach(registry.host, sbom),
      attach(registry.host, provenance),
    ]);

    const { manifest } = await contentOf(registry.host, tag);
    expect(
      manifest.manifests.map((entry: { digest: string }) => entry.digest),
    ).toEqual(expect.arrayContaining([first.digest, second.digest]));
    expect(manifest.manifests).toHaveLength(2);
  });

  it('is read back with its kind, both ways', async () => {
    for (const referrers of [undefined, new Map()]) {
      registry.referrers = referrers;
      await attach(registry.host, sbom);
      await attach(registry.host, provenance);
      const { images } = await readWhole(createTestRepository(registry));
      expect(
        images[0].referrers
          ?.map(({ kind, artifactType }) => [kind, artifactType])
          .sort(),
      ).toEqual([
        ['provenance', provenance.type],
        ['sbom', sbom.type],
      ]);
    }
  });

  it('keeps the attachments of others unchanged', async () => {
    const theirs = { ...createReferrer({}), artifactType: 'theirs' };
    const list = createReferrersList([theirs]);
    const before = JSON.parse(list.body.toString());
    before.manifests[0].urls = ['https://example.com/theirs'];
    registry.addTag(tag, {
      ...list,
      ...contentWith(JSON.stringify(before)),
    });

    const attached = await attach(registry.host);

    const { manifest } = await contentOf(registry.host, tag);
    expect(manifest.manifests[0]).toEqual(before.manifests[0]);
    expect(manifest.manifests[1].digest).toBe(attached.digest);
  });

  it('attaches the same artifact once', async () => {
    const first = await attach(registry.host);
    const writes = written().length;
    const second = await attach(registry.host);

    expect(second).toEqual(first);
    // The manifest again, but neither a blob nor the list.
    expect(written().slice(writes)).toMatchObject([
      { method: 'PUT', url: expect.stringContaining(first.digest) },
    ]);
  });

  /**
   * Another writer replaces the list right after ours was written, this often.
   */
  function overwriting(times: number): Interception {
    let left = times;
    const theirs = createReferrersList([
      { ...createReferrer({}), artifactType: 'theirs' },
    ]);
    return request => {
      const isList = request.url.endsWith(`manifests/${tag}`);
      if (request.method !== 'PUT' || !isList || left === 0) {
        return undefined;
      }
      left -= 1;
      registry.addTag(tag, theirs);
      return { status: 201 };
    };
  }

  it('adds itself to the list of another writer', async () => {
    acceptUploads(registry, overwriting(1));

    const attached = await attach(registry.host);

    const { manifest } = await contentOf(registry.host, tag);
    expect(manifest.manifests).toMatchObject([
      { artifactType: 'theirs' },
      { digest: attached.digest },
    ]);
  });

  it('gives up if others keep replacing the list', async () => {
    acceptUploads(registry, overwriting(5));

    await expect(attach(registry.host)).rejects.toThrow(
      `Others keep replacing the tag ${tag}, so it does not list sha256:`,
    );
  });

  it('touches no tag that does not name a list', async () => {
    registry.addImage(tag, createImage({ layer: 'something else' }));

    await expect(attach(registry.host)).rejects.toThrow(
      `The tag ${tag} does not name a list of an image's referrers`,
    );
    expect(written().map(({ url }) => url)).not.toContainEqual(
      expect.stringContaining(tag),
    );
  });

  it('asks for a token that may push', async () => {
    const scopes: (string | null)[] = [];
    acceptUploads(registry, request => {
      const url = new URL(request.url, registry.origin);
      if (url.pathname === '/token') {
        scopes.push(url.searchParams.get('scope'));
        return { body: '{"token":"good"}' };
      }
      return request.headers.authorization === 'Bearer good'
        ? undefined
        : {
            ...failure(401, 'UNAUTHORIZED'),
            headers: {
              'www-authenticate': `Bearer realm="${registry.origin}/token",scope="repository:${REPOSITORY}:pull"`,
            },
          };
    });

    await attach(registry.host);

    expect(scopes).toEqual([`repository:${REPOSITORY}:pull,push`]);
  });

  it('says that the image does not exist', async () => {
    registry.removeContent(image.manifest);
    registry.addTag('1-1', createImage({ layer: 'another' }).manifest);

    await expect(attach(registry.host)).rejects.toThrow(
      `${registry.image}@${digest} does not exist in its registry.`,
    );
    expect(written()).toEqual([]);
  });

  it('says that the credentials may not push', async () => {
    acceptUploads(registry, ({ method }) =>
      method === 'POST' ? failure(403, 'DENIED') : undefined,
    );
    await expect(attach(registry.host)).rejects.toThrow(
      /answered 403 \(DENIED/,
    );
  });

  it('sends nothing to another host than the registry', async () => {
    acceptUploads(registry, ({ method }) =>
      method === 'POST'
        ? { status: 202, headers: { location: 'http://127.0.0.1:9/upload' } }
        : undefined,
    );
    await expect(attach(registry.host)).rejects.toThrow(
      'wants the content sent to http://127.0.0.1:9/upload, which is refused',
    );
  });

  it('accepts a lost answer for a sent blob', async () => {
    let lost = 0;
    acceptUploads(registry, request => {
      if (request.method !== 'PUT' || !request.url.startsWith('/uploads/')) {
        return undefined;
      }
      if (lost > 0) {
        return failure(404, 'BLOB_UPLOAD_UNKNOWN');
      }
      lost += 1;
      for (const body of [sbom.content, Buffer.from('{}')]) {
        registry.addContent(contentWith(body.toString()));
      }
      return failure(500, 'UNKNOWN');
    });

    expect(await attach(registry.host)).toMatchObject({ listedBy: 'tag' });
    expect(lost).toBe(1);
  });

  it('refuses content that its own readers would refuse', async () => {
    const content = Buffer.alloc(4 * 1024 * 1024 + 1);
    await expect(attach(registry.host, { ...sbom, content })).rejects.toThrow(
      'has 4194305 bytes; the limit is 4194304',
    );
    expect(registry.requests).toEqual([]);
  });

  it('stops at its signal', async () => {
    const controller = new AbortController();
    acceptUploads(registry, ({ method }) => {
      if (method === 'POST') {
        controller.abort(new Error('cancelled'));
      }
      return undefined;
    });

    await expect(
      attach(registry.host, sbom, { signal: controller.signal }),
    ).rejects.toThrow('cancelled');
    expect(written()).toHaveLength(1);
  });
});

function contentWith(text: string) {
  const body = Buffer.from(text);
  return {
    mediaType: 'application/octet-stream',
    digest: `sha256:${createHash('sha256').update(body).digest('hex')}`,
    body,
  };
}
