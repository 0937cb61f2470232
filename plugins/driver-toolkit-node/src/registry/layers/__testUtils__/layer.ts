import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

/** An entry of a layer: a file's content, or another type. */
export type LayerEntry = Partial<Header> & {
  name: string;
  content?: Buffer | string;
};

/** How a layer is compressed. */
export type LayerFormat = 'tar' | 'tar+gzip' | 'tar+zstd';

/** A layer with its descriptor in a manifest. */
export interface TestLayer {
  body: Buffer;
  descriptor: { mediaType: string; digest: string; size: number };
}

/** Packs a layer. */
export async function createLayer(
  entries: LayerEntry[],
  format: LayerFormat = 'tar+gzip',
): Promise<TestLayer> {
  return toLayer(compress(await createTar(entries), format), format);
}

/** Packs an archive. */
export async function createTar(entries: LayerEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = '', ...header } of entries) {
    archive.entry(header, Buffer.from(content));
  }
  archive.finalize();
  return await buffer(archive as AsyncIterable<Buffer>);
}

/** Describes bytes as a layer. */
export function toLayer(body: Buffer, format: LayerFormat): TestLayer {
  const hash = createHash('sha256').update(body).digest('hex');
  return {
    body,
    descriptor: {
      mediaType: `application/vnd.oci.image.layer.v1.${format}`,
      digest: `sha256:${hash}`,
      size: body.length,
    },
  };
}

function compress(archive: Buffer, format: LayerFormat): Buffer {
  switch (format) {
    case 'tar+gzip':
      return gzipSync(archive, { level: 1 });
    case 'tar+zstd':
      return zstdCompressSync(archive);
    default:
      return archive;
  }
}
