import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RpmPackage } from '../RpmPackage';
import { XmlScanner } from '../xml/XmlScanner';
import { PrimaryReader } from './PrimaryReader';

/** Milliseconds of parsing before the event loop gets a turn. */
const TURN_MS = 10;
/** Minimum of bytes to scan, so that no byte is scanned too often. */
const BLOCK_BYTES = 64 * 1024;

/** The kernel packages of a list of packages. */
export interface PrimaryContent {
  packages: RpmPackage[];
  /** Ignored parts, one phrase each. */
  warnings: string[];
  /** Whether its package count is wrong. */
  isMiscounted: boolean;
}

/**
 * The kernel's packages of a repository's list of packages.
 *
 * @remarks
 * Other packages are skipped without scanning their content; the list's package
 * count confirms that. If the count is wrong, kernels may have been skipped,
 * too: then read the list `strict`.
 *
 * @throws ServiceUnavailableError if it is not well-formed, or something else
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
