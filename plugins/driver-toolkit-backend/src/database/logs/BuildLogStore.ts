import type { LogLine } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { decodeLines, encodeLines, type LogChunk } from './logChunk';

/** Most bytes of lines in one read, plus at most one chunk. */
const READ_BYTES = 256 * 1024;
/** Most chunks in one read: chunks of a slow log are small. */
const READ_CHUNKS = 1000;

/** Stored lines to remove, and a note to replace them. */
export interface LogGap {
  /** The last line before them. */
  after: number;
  /** Has the sequence number of the last removed line. */
  note: LogLine;
}

/** A stored chunk without its lines. */
export interface LogExtent {
  /** Sequence number of its last line. */
  last: number;
  /** 0 for the note of a gap. */
  bytes: number;
}

/** Keeps the lines of builds. */
export interface BuildLogStore {
  /**
   * Adds chunks and removes the lines of a gap, both or neither. After an
   * error, the caller may pass the same again, whether it was stored or not.
   */
  append(
    buildId: string,
    chunks: readonly LogChunk[],
    gap?: LogGap,
  ): Promise<void>;
  /** Some of the lines after `after`, in order; none at the end. */
  read(buildId: string, after: number): Promise<LogLine[]>;
  /** The stored chunks, in order. */
  extents(buildId: string): Promise<LogExtent[]>;
}

interface LogRow {
  build_id: string;
  seq: number;
  lines: Buffer;
  bytes: number;
}

export class DatabaseBuildLogStore implements BuildLogStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async append(
    buildId: string,
    chunks: readonly LogChunk[],
    gap?: LogGap,
  ): Promise<void> {
    if (!gap) {
      await insertChunks(this.#knex, buildId, chunks);
      return;
    }
    await this.#knex.transaction(async tx => {
      await insertChunks(tx, buildId, chunks);
      await tx<LogRow>('build_log')
        .where({ build_id: buildId })
        .where('seq', '>', gap.after)
        .where('seq', '<=', gap.note.seq)
        .delete();
      const { seq, time, line } = gap.note;
      const encoded = encodeLines([[time, 1]], line);
      await insertChunks(tx, buildId, [{ last: seq, encoded, bytes: 0 }]);
    });
  }

  async read(buildId: string, after: number): Promise<LogLine[]> {
    const rows = () =>
      this.#knex<LogRow>('build_log')
        .where({ build_id: buildId })
        .where('seq', '>', after)
        .orderBy('seq');
    const extents = await rows().limit(READ_CHUNKS).select('seq', 'bytes');
    let bytes = 0;
    const last = extents.find((extent, i) => {
      bytes += extent.bytes;
      return bytes >= READ_BYTES || i === extents.length - 1;
    })?.seq;
    if (last === undefined) {
      return [];
    }
    const chunks = await rows().where('seq', '<=', last).select('seq', 'lines');
    if (chunks.length === 0) {
      // They became part of a gap meanwhile, which ends after them.
      return this.read(buildId, after);
    }
    return chunks
      .flatMap(({ seq, lines }) => decodeLines(lines, seq))
      .filter(({ seq }) => seq > after);
  }

  async extents(buildId: string): Promise<LogExtent[]> {
    return this.#knex<LogRow>('build_log')
      .where({ build_id: buildId })
      .orderBy('seq')
      .select({ last: 'seq', bytes: 'bytes' });
  }
}

async function insertChunks(
  knex: Knex,
  buildId: string,
  chunks: readonly LogChunk[],
): Promise<void> {
  if (chunks.length === 0) {
    return;
  }
  await knex<LogRow>('build_log')
    .insert(
      chunks.map(({ last, encoded, bytes }) => ({
        build_id: buildId,
        seq: last,
        lines: encoded,
        bytes,
      })),
    )
    // Already stored by an attempt whose answer was lost.
    .onConflict(['build_id', 'seq'])
    .ignore();
}
