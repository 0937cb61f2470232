import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RpmPackage } from '../RpmPackage';
import { XmlScanner } from '../xml/XmlScanner';
import { PrimaryReader } from './PrimaryReader';

/** Milliseconds of parsing after which others get their turn. */
const TURN_MS = 10;
/** Bytes that are worth a look, so that nothing is looked at too often. */
const BLOCK_BYTES = 64 * 1024;

/** The kernel's packages of a repository's list of packages. */
export async function parsePrimary(
  chunks: AsyncIterable<Buffer>,
): Promise<RpmPackage[]> {
  const reader = new PrimaryReader();
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
  reader.end();
  return reader.packages;
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
