import type { LabState } from './lab';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Gives the lab's base image another name in its registry, as its API lets one
 * do without moving any content (distribution-spec, "Mounting a blob").
 *
 * @param reference - registry, repository and tag
 */
export async function publishImage(
  lab: LabState,
  reference: string,
): Promise<void> {
  const base = nameOf(lab.baseImage);
  const target = nameOf(reference);
  const registry = `http://${lab.registry}/v2`;
  const manifest = await (
    await fetch(`${registry}/${base.repository}/manifests/${base.tag}`, {
      headers: { accept: MANIFEST },
    })
  ).text();
  const { config, layers } = JSON.parse(manifest);
  for (const { digest } of [config, ...layers]) {
    const query = new URLSearchParams({ mount: digest, from: base.repository });
    await expectOk(
      fetch(`${registry}/${target.repository}/blobs/uploads/?${query}`, {
        method: 'POST',
      }),
    );
  }
  await expectOk(
    fetch(`${registry}/${target.repository}/manifests/${target.tag}`, {
      method: 'PUT',
      headers: { 'content-type': MANIFEST },
      body: manifest,
    }),
  );
}

function nameOf(reference: string): { repository: string; tag: string } {
  const [, repository, tag] = /^[^/]+\/(.+):([^:/]+)$/.exec(reference)!;
  return { repository, tag };
}

async function expectOk(answer: Promise<Response>): Promise<void> {
  const { ok, status, url } = await answer;
  if (!ok) {
    throw new Error(`${url} answered ${status}`);
  }
}
