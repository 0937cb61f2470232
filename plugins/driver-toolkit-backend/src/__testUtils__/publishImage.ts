import type { LabState } from './lab';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

/** Source and target of content. */
interface Names {
  /** Base URL of the registry's API. */
  registry: string;
  from: string;
  to: string;
}

/**
 * Gives the lab's base image for x86_64 another name in its registry, without
 * moving content (distribution-spec, "Mounting a blob").
 *
 * @param reference - registry, repository and tag
 */
export async function publishImage(
  lab: LabState,
  reference: string,
): Promise<void> {
  const base = nameOf(lab.baseImage);
  const target = nameOf(reference);
  const names = {
    registry: `http://${lab.registry}/v2`,
    from: base.repository,
    to: target.repository,
  };
  await copyManifest(names, base.tag, target.tag);
}

/** An image's manifest and content; of a list, those for x86_64. */
async function copyManifest(
  names: Names,
  from: string,
  to: string,
): Promise<void> {
  const { registry } = names;
  const answer = await fetch(`${registry}/${names.from}/manifests/${from}`, {
    headers: { accept: `${MANIFEST}, ${INDEX}` },
  });
  await expectOk(answer);
  const body = await answer.text();
  const { manifests, config, layers } = JSON.parse(body);
  if (manifests) {
    const { digest } = manifests.find(
      (one: { platform: { architecture: string } }) =>
        one.platform.architecture === 'amd64',
    );
    await copyManifest(names, digest, to);
    return;
  }
  for (const { digest } of [config, ...layers]) {
    const query = new URLSearchParams({ mount: digest, from: names.from });
    await expectOk(
      fetch(`${registry}/${names.to}/blobs/uploads/?${query}`, {
        method: 'POST',
      }),
    );
  }
  await expectOk(
    fetch(`${registry}/${names.to}/manifests/${to}`, {
      method: 'PUT',
      headers: { 'content-type': MANIFEST },
      body,
    }),
  );
}

function nameOf(reference: string): { repository: string; tag: string } {
  const [, repository, tag] = /^[^/]+\/(.+):([^:/]+)$/.exec(reference)!;
  return { repository, tag };
}

async function expectOk(answer: Response | Promise<Response>): Promise<void> {
  const { ok, status, url } = await answer;
  if (!ok) {
    throw new Error(`${url} answered ${status}`);
  }
}
