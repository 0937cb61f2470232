import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  BuildFailedError,
  driverToolkitBuildersExtensionPoint,
  parseImageReference,
  type BuilderConfig,
  type BuilderType,
  type BuiltImage,
  type ImageBuild,
  type ImageBuilder,
  type ImageChange,
  type ImagePush,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { extract, pack, type Pack } from 'tar-stream';
import { z } from 'zod';
import { elfWithModinfo } from './elf';

interface TinyConfig extends BuilderConfig {
  motto: string;
}

/** Files of an image by path. */
type Files = Record<string, Buffer>;

class TinyImage implements BuiltImage {
  readonly id: string;
  readonly #labels: Record<string, string>;
  readonly #files: Files;

  constructor(labels: Record<string, string>, files: Files) {
    this.#labels = labels;
    this.#files = files;
    this.id = digestOf(Buffer.from(JSON.stringify([labels, files])));
  }

  async labels() {
    return this.#labels;
  }

  async readPath<T>(path: string, read: (tar: Readable) => Promise<T>) {
    const parent = path.slice(1, path.lastIndexOf('/') + 1);
    const found = Object.entries(this.#files).filter(([file]) =>
      `/${file}/`.startsWith(`${path}/`),
    );
    if (found.length === 0) {
      return undefined;
    }
    const tar = archive(
      found.map(([name, content]) => [name.slice(parent.length), content]),
    );
    return read(Readable.from(tar));
  }

  async runProgram() {
    return undefined;
  }

  async derive({ replaces, adds }: ImageChange): Promise<BuiltImage> {
    const kept = Object.entries(this.#files).filter(
      ([file]) => !replaces.some(folder => `/${file}`.startsWith(`${folder}/`)),
    );
    const files = Object.fromEntries(kept);
    const reader = extract();
    adds.pipe(reader);
    for await (const entry of reader) {
      files[entry.header.name] = await buffer(entry);
    }
    return new TinyImage(this.#labels, files);
  }

  /** Formats of distribution-spec and image-spec. */
  async push({ reference, signal }: ImagePush): Promise<string> {
    const { registry, repository, tag } = parseImageReference(reference);
    const url = `http://${registry}/v2/${repository}`;
    const upload = async (mediaType: string, content: Buffer) => {
      const started = await fetch(`${url}/blobs/uploads/`, {
        method: 'POST',
        signal,
      });
      const location = new URL(started.headers.get('location')!, url);
      const digest = digestOf(content);
      location.searchParams.set('digest', digest);
      const headers = { 'content-type': 'application/octet-stream' };
      await put(location, content, headers, signal);
      return { mediaType, digest, size: content.length };
    };
    const layer = await buffer(archive(Object.entries(this.#files)));
    const type = 'application/vnd.oci.image';
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: `${type}.manifest.v1+json`,
        config: await upload(
          `${type}.config.v1+json`,
          Buffer.from(
            JSON.stringify({
              architecture: 'amd64',
              os: 'linux',
              config: { Labels: this.#labels },
              rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
            }),
          ),
        ),
        layers: [await upload(`${type}.layer.v1.tar`, layer)],
      }),
    );
    const headers = { 'content-type': `${type}.manifest.v1+json` };
    await put(new URL(`${url}/manifests/${tag}`), manifest, headers, signal);
    return digestOf(manifest);
  }

  async keep(): Promise<string> {
    throw new BuildFailedError('This builder keeps no images.');
  }

  discard() {}
}

/**
 * A builder without podman, storage or folders: its images are in memory until
 * they are pushed. It produces the result of a correct Containerfile.
 */
class TinyBuilder implements ImageBuilder {
  readonly config: TinyConfig;
  readonly isShared = false;

  constructor(config: TinyConfig) {
    this.config = config;
  }

  async ping() {
    return { reachable: true, version: '1.0', problems: [] };
  }

  inspect() {
    return this.ping();
  }

  async recover() {}

  async build(build: ImageBuild): Promise<BuiltImage> {
    const { motto } = this.config;
    build.onLines([motto]);
    const containerfile = await readFile(build.containerfile, 'utf8');
    if (!/^FROM /m.test(containerfile)) {
      throw new BuildFailedError('No base image is available.');
    }
    const kernel = build.arguments.KERNEL_VERSION;
    return build.domain.type === 'toolkits'
      ? new TinyImage(
          { 'kernel-version': kernel },
          {
            'etc/driver-toolkit-release.json': Buffer.from(
              JSON.stringify({ KERNEL_VERSION: kernel }),
            ),
          },
        )
      : new TinyImage(
          {},
          {
            [`opt/lib/modules/${kernel}/tiny.ko`]: elfWithModinfo({
              vermagic: `${kernel} SMP`,
            }),
          },
        );
  }

  async close() {}
}

function archive(files: [string, Buffer][]): Pack {
  const tar = pack();
  files.forEach(([name, content]) => tar.entry({ name }, content));
  tar.finalize();
  return tar;
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

async function put(
  url: URL,
  content: Buffer,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const answer = await fetch(url, {
    method: 'PUT',
    body: new Uint8Array(content),
    headers,
    signal,
  });
  if (answer.status !== 201) {
    throw new BuildFailedError(`${url} answered ${answer.status}`);
  }
}

const tinyBuilderType: BuilderType<TinyConfig> = {
  type: 'tiny',
  configFields: { motto: z.string('a motto') },
  create: async config => new TinyBuilder(config),
};

/** Adds builders of type `tiny`, which have a `motto`. */
export const tinyBuilderModule = createBackendModule({
  pluginId: 'driver-toolkit',
  moduleId: 'tiny-builder',
  register(env) {
    env.registerInit({
      deps: { builders: driverToolkitBuildersExtensionPoint },
      async init({ builders }) {
        builders.addBuilderType(tinyBuilderType);
      },
    });
  },
});
