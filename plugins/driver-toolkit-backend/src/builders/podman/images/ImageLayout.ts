import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';

/** The only entries of an archive (image-spec, "OCI Image Layout"). */
const ENTRY = /^(oci-layout|index\.json|blobs\/sha256\/[0-9a-f]{64})$/;
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
/** image-spec, "Pre-Defined Annotation Keys". */
const NAME = 'org.opencontainers.image.ref.name';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/** One image in a folder (image-spec, "OCI Image Layout"). */
export class ImageLayout {
  readonly #folder: string;
  readonly #files: Set<string>;

  /** @param folder - empty */
  static async unpack(archive: string, folder: string): Promise<ImageLayout> {
    const files = new Set<string>();
    const reader = extract();
    const written = pipeline(createReadStream(archive), reader);
    for await (const entry of reader) {
      const { name, type } = entry.header;
      const path = name.replace(/^\.\//, '');
      if (type === 'file' && ENTRY.test(path)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await pipeline(entry, createWriteStream(join(folder, path)));
        files.add(path);
      } else {
        entry.resume();
      }
    }
    await written;
    return new ImageLayout(folder, files);
  }

  private constructor(folder: string, files: Set<string>) {
    this.#folder = folder;
    this.#files = files;
  }

  /**
   * Adds a layer on top of the others.
   *
   * @param layer - path of a tar file, which is moved into the layout
   * @param image - `createdBy` goes to its history; podman gives it `name` when
   * it loads the archive; `labels` are set
   * @returns the digest of the configuration, which names the new image
   */
  async addLayer(
    layer: string,
    {
      createdBy,
      name,
      labels,
    }: { createdBy: string; name: string; labels?: Record<string, string> },
  ): Promise<string> {
    const index = JSON.parse(await this.#read('index.json'));
    const manifest = JSON.parse(
      await this.#read(blob(index.manifests[0].digest)),
    );
    const config = JSON.parse(await this.#read(blob(manifest.config.digest)));
    const added = await this.#addFile(layer, LAYER);
    const { created = new Date(0).toISOString() } = config;
    const changed = await this.#addJson(manifest.config.mediaType, {
      ...config,
      ...(labels && {
        config: {
          ...config.config,
          Labels: { ...config.config?.Labels, ...labels },
        },
      }),
      rootfs: {
        ...config.rootfs,
        // The layer is not compressed, so both digests are the same.
        diff_ids: [...config.rootfs.diff_ids, added.digest],
      },
      history: [...(config.history ?? []), { created, created_by: createdBy }],
    });
    const [first] = index.manifests;
    const next = await this.#addJson(first.mediaType, {
      ...manifest,
      config: changed,
      layers: [...manifest.layers, added],
    });
    await writeFile(
      join(this.#folder, 'index.json'),
      JSON.stringify({
        ...index,
        manifests: [{ ...next, annotations: { [NAME]: name } }],
      }),
    );
    for (const { digest } of [first, manifest.config]) {
      this.#files.delete(blob(digest));
    }
    return changed.digest;
  }

  /** Writes it as an archive. */
  async pack(archive: string): Promise<void> {
    const tar = pack();
    const written = pipeline(tar, createWriteStream(archive));
    for (const name of this.#files) {
      const path = join(this.#folder, name);
      const { size } = await stat(path);
      await pipeline(createReadStream(path), tar.entry({ name, size }));
    }
    tar.finalize();
    await written;
  }

  #read(path: string): Promise<string> {
    return readFile(join(this.#folder, path), 'utf8');
  }

  async #addFile(path: string, mediaType: string): Promise<Descriptor> {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const digest = `sha256:${hash.digest('hex')}`;
    const { size } = await stat(path);
    await rename(path, join(this.#folder, blob(digest)));
    this.#files.add(blob(digest));
    return { mediaType, digest, size };
  }

  async #addJson(mediaType: string, content: unknown): Promise<Descriptor> {
    const file = join(this.#folder, 'added');
    await writeFile(file, JSON.stringify(content));
    return this.#addFile(file, mediaType);
  }
}

function blob(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}
