import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isError } from '@backstage/errors';
import {
  BuildFailedError,
  moduleSignatureSuffix,
  printableText,
  unsignedModuleSize,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Header, Pack } from 'tar-stream';
import { readTarEntries, type TarEntry } from '../../inspection/readTarEntries';
import type { ResolvedFolder } from '../../modules/resolveFolders';
import type { SpoolFile } from '../../modules/SpoolFile';
import {
  FOLDER_LIMITS,
  MODULE_FILE,
  unpackModule,
} from '../../modules/unpackModule';
import { compressLike } from './compressLike';
import type { ModuleKey } from './ModuleKey';

const MAX_PATH_LENGTH = 300;

/** Files that hold one module at a time. */
export interface Spools {
  packed: SpoolFile;
  unpacked: SpoolFile;
  /** With its signature, not compressed. */
  signed: SpoolFile;
  repacked: SpoolFile;
}

/** Writes signed modules of folders into the tar stream of a layer. */
export class LayerSigner {
  readonly #layer: Pack;
  readonly #key: ModuleKey;
  readonly #spools: Spools;
  readonly #signal: AbortSignal;
  /** Paths of folders that the layer has. */
  readonly #folders = new Set<string>();

  constructor(
    layer: Pack,
    key: ModuleKey,
    spools: Spools,
    signal: AbortSignal,
  ) {
    this.#layer = layer;
    this.#key = key;
    this.#spools = spools;
    this.#signal = signal;
  }

  /** @param content - of the folder, whose entries begin with its name */
  async add(
    content: Readable,
    { path, headers }: ResolvedFolder,
  ): Promise<void> {
    const parent = posix.dirname(path);
    const pathOf = (name: string) => posix.join(parent, name).slice(1);
    const parents = headers.map(header => ({
      ...header,
      name: posix.join('/', header.name).slice(1).replace(/\/$/, ''),
    }));
    const what = `The folder ${path} in the image`;
    for await (const entry of readTarEntries(content, what, FOLDER_LIMITS)) {
      const { type, linkname } = entry.header;
      const name = pathOf(entry.header.name).replace(/\/$/, '');
      if (type === 'directory') {
        while (parents.length > 0 && !isWithin(name, parents.at(-1)!.name)) {
          parents.pop();
        }
        parents.push({ ...entry.header, name });
      } else if (MODULE_FILE.test(name)) {
        if (type === 'file' || type === 'contiguous-file') {
          await this.#addFolders(name, parents);
          await this.#addModule(entry, name);
        } else if (type === 'link') {
          // It would lead to the unsigned module of the layer below.
          await this.#addFolders(name, parents);
          this.#layer.entry({
            ...headerOf(entry.header, name),
            type,
            linkname: pathOf(linkname ?? ''),
          });
        }
      }
    }
  }

  /** A layer without its folders would give them other modes. */
  async #addFolders(name: string, parents: readonly Header[]): Promise<void> {
    for (const header of parents) {
      if (!this.#folders.has(header.name) && isWithin(name, header.name)) {
        this.#folders.add(header.name);
        this.#layer.entry({
          ...headerOf(header, `${header.name}/`),
          type: 'directory',
        });
      }
    }
  }

  async #addModule(entry: TarEntry, name: string): Promise<void> {
    const { packed, unpacked, signed, repacked } = this.#spools;
    const signal = this.#signal;
    const path = printableText(`/${name}`, MAX_PATH_LENGTH);
    const size = await unpackModule(
      path,
      entry,
      this.#spools,
      unsignedModuleSize,
    );
    try {
      const read = () => unpacked.chunks(size);
      const message = await this.#key.sign(read, signal);
      await signed.fill(append(read(), moduleSignatureSuffix(message)));
      await compressLike(packed, signed, repacked, signal);
    } catch (error) {
      if (!isError(error) || error.name !== 'InputError') {
        throw error;
      }
      throw new BuildFailedError(
        `The module ${path} in the image could not be signed: ${error.message}.`,
      );
    }
    const sink = this.#layer.entry({
      ...headerOf(entry.header, name),
      type: 'file',
      size: repacked.size,
    });
    await pipeline(Readable.from(repacked.chunks()), sink, { signal });
  }
}

/** What a new layer keeps of a file: extended attributes, too. */
function headerOf(
  { mode, uid, gid, uname, gname, mtime, pax }: Header,
  name: string,
) {
  const attributes = Object.entries(pax ?? {}).filter(([record]) =>
    record.startsWith('SCHILY.xattr.'),
  );
  return {
    ...{ name, mode, uid, gid, uname, gname, mtime },
    ...(attributes.length > 0 && { pax: Object.fromEntries(attributes) }),
  };
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

async function* append(
  content: AsyncIterable<Buffer>,
  end: Buffer,
): AsyncGenerator<Buffer> {
  yield* content;
  yield end;
}
