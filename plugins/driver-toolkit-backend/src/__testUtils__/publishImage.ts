import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
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

/** Content of an image's files, by path. */
export type ImageFiles = Record<string, string | Buffer>;

/**
 * Gives the lab's base image for x86_64 another name in its registry, without
 * moving content (distribution-spec, "Mounting a blob").
 *
 * @param reference - registry, repository and tag
 * @param files - to add in a layer
 */
export async function publishImage(
  lab: LabState,
  reference: string,
  files?: ImageFiles,
): Promise<void> {
  const base = nameOf(lab.baseImage);
  const target = nameOf(reference);
  const names = {
    registry: `http://${lab.registry}/v2`,
    from: base.repository,
    to: target.repository,
  };
  await copyManifest(names, base.tag, target.tag, files);
}

/** An image's manifest and content; of a list, those for x86_64. */
async function copyManifest(
  names: Names,
  from: string,
  to: string,
  files?: ImageFiles,
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
    await copyManifest(names, digest, to, files);
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
      body: files ? await addLayer(names, JSON.parse(body), files) : body,
    }),
  );
}

/** Uploads a layer with files, and returns the manifest with it. */
async function addLayer(
  names: Names,
  manifest: { config: Descriptor; layers: Descriptor[] },
  files: ImageFiles,
): Promise<string> {
  const tar = pack();
  for (const [path, content] of Object.entries(files)) {
    tar.entry({ name: path.slice(1) }, content);
  }
  tar.finalize();
  const content = await buffer(tar);
  const layer = gzipSync(content);
  const { registry, to } = names;
  const answer = await fetch(
    `${registry}/${to}/blobs/${manifest.config.digest}`,
  );
  await expectOk(answer);
  const config = JSON.parse(await answer.text());
  config.rootfs.diff_ids.push(digestOf(content));
  config.history?.push({ created_by: 'a test' });
  const configuration = Buffer.from(JSON.stringify(config));
  return JSON.stringify({
    ...manifest,
    config: { ...manifest.config, ...(await upload(names, configuration)) },
    layers: [
      ...manifest.layers,
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        ...(await upload(names, layer)),
      },
    ],
  });
}

interface Descriptor {
  digest: string;
  size: number;
}

/** (distribution-spec, "Pushing a blob monolithically") */
async function upload(
  { registry, to }: Names,
  content: Buffer,
): Promise<Descriptor> {
  const digest = digestOf(content);
  const started = await fetch(`${registry}/${to}/blobs/uploads/`, {
    method: 'POST',
  });
  await expectOk(started);
  const location = new URL(started.headers.get('location')!, registry);
  location.searchParams.set('digest', digest);
  await expectOk(
    fetch(location, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(content),
    }),
  );
  return { digest, size: content.length };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
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
