import type { TestAnswer } from '../../http/__testUtils__/TestServer';
import { createImage } from '../__testUtils__/imageContent';
import { failure, TestRegistry } from '../__testUtils__/TestRegistry';
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

const attach = (host: string, artifact = sbom) =>
  openRepository(`${host}/${REPOSITORY}:1-1`, { insecure: true }).attach(
    digest,
    artifact,
    { signal: AbortSignal.timeout(20_000) },
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

describe('attachArtifact, to a registry that forgets', () => {
  let registry: TestRegistry;

  beforeEach(async () => {
    registry = await TestRegistry.start(REPOSITORY);
    registry.addImage('1-1', image);
    acceptUploads(registry);
  });

  afterEach(() => registry.close());

  const written = () =>
    registry.requests.filter(({ method }) => ['POST', 'PUT'].includes(method));

  it('uploads the same blob one at a time', async () => {
    await Promise.all(
      [sbom, provenance, sbom].map(artifact => attach(registry.host, artifact)),
    );

    // The empty configuration, and two artifacts.
    const uploads = written().filter(({ method }) => method === 'POST');
    expect(uploads).toHaveLength(3);
  });

  it.each([
    [400, 'MANIFEST_BLOB_UNKNOWN'],
    [404, 'BLOB_UNKNOWN'],
  ])(
    'sends everything again to a registry that forgot a blob: %s %s',
    async (status, code) => {
      const forgotten = new Set<string>();
      acceptUploads(registry, ({ method, url }) => {
        const isManifest = method === 'PUT' && url.includes('/manifests/');
        if (!isManifest || forgotten.has(url)) {
          return undefined;
        }
        forgotten.add(url);
        return failure(status, code);
      });

      const attached = await Promise.all([
        attach(registry.host, sbom),
        attach(registry.host, provenance),
      ]);

      // Two artifacts, and the list of them.
      expect(forgotten.size).toBe(3);
      const { manifest } = await contentOf(registry.host, tag);
      expect(
        manifest.manifests.map((entry: { digest: string }) => entry.digest),
      ).toEqual(
        expect.arrayContaining(attached.map(artifact => artifact.digest)),
      );
      for (const artifact of attached) {
        const found = await contentOf(registry.host, artifact.digest);
        expect(await found.blob(found.manifest.config.digest)).toBe('{}');
      }
    },
  );

  it('gives up on a registry that never knows a blob', async () => {
    const refused: string[] = [];
    acceptUploads(registry, ({ method, url }) => {
      if (method === 'PUT' && url.includes('/manifests/')) {
        refused.push(url);
        return failure(400, 'MANIFEST_BLOB_UNKNOWN');
      }
      return undefined;
    });

    await expect(attach(registry.host)).rejects.toThrow(
      'MANIFEST_BLOB_UNKNOWN',
    );
    expect(refused).toHaveLength(5);
  });

  it('does not retry a permanent refusal', async () => {
    const refused: string[] = [];
    acceptUploads(registry, ({ method, url }) => {
      if (method === 'PUT' && url.includes('/manifests/')) {
        refused.push(url);
        return failure(400, 'MANIFEST_INVALID');
      }
      return undefined;
    });

    await expect(attach(registry.host)).rejects.toThrow('MANIFEST_INVALID');
    expect(refused).toHaveLength(1);
  });

  it('uploads a blob again that the registry only claims to have', async () => {
    let isForgotten = true;
    acceptUploads(registry, ({ method, url }) => {
      if (method === 'HEAD' && url.includes('/blobs/')) {
        return {};
      }
      if (method === 'PUT' && url.includes('/manifests/') && isForgotten) {
        isForgotten = false;
        return failure(400, 'MANIFEST_BLOB_UNKNOWN');
      }
      return undefined;
    });

    const attached = await attach(registry.host);

    const found = await contentOf(registry.host, attached.digest);
    expect(await found.blob(found.manifest.config.digest)).toBe('{}');
    expect(await found.blob(found.manifest.layers[0].digest)).toBe(
      sbom.content.toString(),
    );
  });

  it.each<[string, TestAnswer]>([
    ...[301, 400, 401, 402, 403, 405, 406, 409, 410, 418, 451].map(
      (status): [string, TestAnswer] => [`${status}`, { status }],
    ),
    ['a page to log in', { status: 302, headers: { location: '/login' } }],
    [
      'a question for a password',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="a"' } },
    ],
  ])('uploads a blob that it refuses to look for: %s', async (_, answer) => {
    acceptUploads(registry, ({ method, url }) => {
      if (url.startsWith('/login')) {
        return { status: 418 };
      }
      return method === 'HEAD' && url.includes('/blobs/') ? answer : undefined;
    });

    await attach(registry.host);

    expect(written().filter(({ method }) => method === 'POST')).toHaveLength(2);
  });
});
