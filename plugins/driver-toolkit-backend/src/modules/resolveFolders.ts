import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import {
  BuildFailedError,
  type ImageFiles,
  printableText,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Header } from 'tar-stream';
import { readTarEntries, type TarLimits } from '../inspection/readTarEntries';

/** Of a whole image, whose content is skipped. */
const IMAGE_LIMITS: TarLimits = {
  maxBytes: 64 * 1024 ** 3,
  maxEntries: 2_000_000,
};
/** Links on the way to one folder, as many as Linux follows. */
const MAX_LINKS = 40;
/** Each reads the whole image; only a link to another place needs a second. */
const MAX_READINGS = 5;

/** A folder of an image, without links on the way to it. */
export interface ResolvedFolder {
  path: string;
  /** It and those above it, from the top; without the root. */
  headers: Header[];
}

/**
 * Finds out which folders of an image paths lead to, because a new layer must
 * not replace links: in many images `/lib` leads to `/usr/lib`.
 *
 * @returns each existing folder once
 * @throws BuildFailedError if too many links are on the way to one
 */
export async function resolveFolders(
  image: ImageFiles,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ResolvedFolder[]> {
  const wanted = new Set<string>();
  for (let reading = 0; reading < MAX_READINGS; reading++) {
    const sizeBefore = wanted.size;
    const found =
      (reading > 0 &&
        (await image.readPath('/', tar => readHeaders(tar, wanted), signal))) ||
      new Map<string, Header>();
    const folders = paths.map(path => follow(path, found, wanted));
    if (wanted.size === sizeBefore) {
      const existing = folders.filter(folder => folder !== undefined);
      return [
        ...new Map(existing.map(folder => [folder.path, folder])).values(),
      ];
    }
  }
  throw tooManyLinks(paths[0]);
}

async function readHeaders(
  tar: Readable,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Header>> {
  const found = new Map<string, Header>();
  for await (const { header } of readTarEntries(
    tar,
    'The image',
    IMAGE_LIMITS,
  )) {
    const path = posix.join('/', header.name).replace(/\/$/, '');
    if (wanted.has(path)) {
      found.set(path, header);
    }
  }
  return found;
}

/** Adds to `wanted` what it needs to know. */
function follow(
  path: string,
  found: ReadonlyMap<string, Header>,
  wanted: Set<string>,
): ResolvedFolder | undefined {
  let rest = path.split('/').filter(Boolean);
  let at = '/';
  let headers: Header[] = [];
  let links = 0;
  while (rest.length > 0) {
    const [part, ...others] = rest;
    const next = posix.join(at, part);
    const header = found.get(next);
    if (part === '..') {
      headers.pop();
      at = next;
      rest = others;
    } else if (header?.type === 'symlink') {
      links += 1;
      if (links > MAX_LINKS) {
        throw tooManyLinks(path);
      }
      const target = header.linkname ?? '';
      if (posix.isAbsolute(target)) {
        at = '/';
        headers = [];
      }
      rest = [...target.split('/').filter(isPart), ...others];
    } else if (header?.type === 'directory') {
      headers.push(header);
      at = next;
      rest = others;
    } else {
      // Asks for the rest, too: usually it is no link either.
      for (let i = 1; i <= rest.length; i++) {
        wanted.add(posix.join(at, ...rest.slice(0, i)));
      }
      return undefined;
    }
  }
  return { path: at, headers };
}

function isPart(part: string): boolean {
  return part !== '' && part !== '.';
}

function tooManyLinks(path: string): BuildFailedError {
  return new BuildFailedError(
    `The image has too many links on the way to ${printableText(path, 300)}.`,
  );
}
