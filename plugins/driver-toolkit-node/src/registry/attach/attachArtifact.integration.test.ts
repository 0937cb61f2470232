import { DockerRegistry } from '../__testUtils__/DockerRegistry';
import { createImage } from '../__testUtils__/imageContent';
import { openRepository } from '../openRepository';
import { RegistryClient } from '../RegistryClient';
import type { Artifact } from './artifactManifest';

const REPOSITORY = 'dtk/driver-toolkit';
const image = createImage({});
const { digest } = image.manifest;

const artifact = (type: string, text: string): Artifact => ({
  type,
  content: Buffer.from(text),
});
const sbom = artifact('application/spdx+json', '{"spdxVersion":"SPDX-2.3"}');
const provenance = artifact('application/vnd.in-toto+json', '{"_type":"it"}');

describe('attachArtifact, to docker-registry', () => {
  const signal = AbortSignal.timeout(60_000);
  let registry: DockerRegistry;

  beforeAll(async () => {
    registry = await DockerRegistry.start();
    await registry.pushImage(REPOSITORY, '1-1', image);
  });

  afterAll(() => registry.close());

  const attach = (what: Artifact) =>
    openRepository(`${registry.host}/${REPOSITORY}:1-1`, {
      insecure: true,
    }).attach(digest, what, { signal });

  it('lists each once under the tag, with its content', async () => {
    await attach(sbom);
    await attach(provenance);
    await attach(sbom);

    const client = new RegistryClient(
      { registry: registry.host, insecure: true },
      REPOSITORY,
    );
    const readManifest = async (reference: string) => {
      const found = await client.getManifest(reference, signal);
      return JSON.parse(found?.content ?? 'null');
    };
    const list = await readManifest(digest.replace(':', '-'));
    const contents = await Promise.all(
      list.manifests.map(async (entry: { digest: string }) => {
        const { subject, layers } = await readManifest(entry.digest);
        expect(subject.digest).toBe(digest);
        return client.getBlob(layers[0].digest, signal);
      }),
    );
    expect(contents).toEqual([
      sbom.content.toString(),
      provenance.content.toString(),
    ]);
  });
});
