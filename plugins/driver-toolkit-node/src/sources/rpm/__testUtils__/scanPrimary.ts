import { PrimaryReader } from '../repodata/PrimaryReader';
import type { RpmPackage } from '../RpmPackage';
import { XmlScanner } from '../xml/XmlScanner';

/** Scans pieces separately; the parser would combine them first. */
export function scan(pieces: Buffer[], strict = false): RpmPackage[] {
  const reader = new PrimaryReader({ strict });
  const scanner = new XmlScanner(reader);
  pieces.forEach(piece => scanner.write(piece));
  scanner.end();
  // Like a reader of a list.
  return reader.isMiscounted && !strict ? scan(pieces, true) : reader.packages;
}

/** Cuts bytes into pieces of these sizes, again and again. */
export function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let i = 0; start < bytes.length; i++) {
    const end = start + sizes[i % sizes.length];
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}
