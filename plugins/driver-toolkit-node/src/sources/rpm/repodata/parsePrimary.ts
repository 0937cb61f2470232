import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RpmPackage } from '../RpmPackage';
import { XmlScanner } from '../xml/XmlScanner';
import { PrimaryReader } from './PrimaryReader';

/** Milliseconds of parsing after which others get their turn. */
const TURN_MS = 10;
/** Bytes that are worth a look, so that nothing is looked at too often. */
const BLOCK_BYTES = 64 * 1024;

/** What a list of packages has of kernels. */
export interface PrimaryContent {
  packages: RpmPackage[];
  /** What is not taken of it, a phrase each. */
  warnings: string[];
  /** Whether it has another number of packages than it says. */
  isMiscounted: boolean;
}

/**
 * The kernel's packages of a repository's list of packages.
 *
 * @remarks
 * Packages of others are skipped without a look at what is in them, for which
 * the list's own count vouches. Where that is wrong, kernels may have been
 * skipped with them: read the list `strict` then.
 *
 * @throws ServiceUnavailableError where it is not well-formed, or something else
 */
export async function parsePrimary(
  chunks: AsyncIterable<Buffer>,
  options: { strict?: boolean } = {},
): Promise<PrimaryContent> {
  const reader = new PrimaryReader(options);
  const scanner = new XmlScanner(reader);
  let turnEnds = performance.now() + TURN_MS;
  for await (const block of inBlocks(chunks)) {
    scanner.write(block);
    if (performance.now() > turnEnds) {
      await nextTurn();
      turnEnds = performance.now() + TURN_MS;
    }
  }
  scanner.end();
  const { packages, warnings, isMiscounted } = reader;
  return { packages, warnings, isMiscounted };
}

async function* inBlocks(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    size += chunk.length;
    if (size >= BLOCK_BYTES) {
      yield waiting.length === 1 ? chunk : Buffer.concat(waiting);
      waiting = [];
      size = 0;
    }
  }
  yield Buffer.concat(waiting);
}
