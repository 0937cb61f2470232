import type {
  Flavour,
  ImageState,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  evrSortKey,
  formatTag,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type {
  KernelReading,
  SourceKernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { decodeCursor, encodeCursor } from './cursor';
import { insertRows } from './insertRows';
import { lockSource, recordSuccess } from './SourceStore';

/** A kernel as the index has it. */
export interface StoredKernel extends SourceKernel {
  source: string;
  tag: string;
}

/** What names a kernel. */
export type KernelIdentity = Pick<StoredKernel, 'source' | 'kernel' | 'tag'>;

/** Which kernels to list. */
export interface KernelQuery {
  source?: string;
  architecture?: string;
  variant?: Variant;
  /** Part of the version-release. */
  text?: string;
  imageState?: ImageState;
  limit: number;
  cursor?: string;
}

/** Image repositories that a source's kernels are looked up in. */
export interface SourceRepositories {
  source: string;
  repositories: string[];
  /** Whether a missing tag means `absent`: all the repositories' last reads were good. */
  current: boolean;
}

/** Keeps the last good reading of every kernel source. */
export interface KernelStore {
  /**
   * Replaces a source's kernels by a reading, in one transaction. What was
   * known of architectures that the reading could not read whole is kept.
   */
  replace(source: string, reading: KernelReading): Promise<void>;
  /** Kernels of a source that would go if these architectures alone were kept. */
  removable(source: string, kept: string[]): Promise<string[]>;
  get(source: string, kernel: string): Promise<StoredKernel | undefined>;
  /** Newest first by RPM order. */
  list(
    query: KernelQuery,
    sources: SourceRepositories[],
  ): Promise<{ items: StoredKernel[]; total: number; nextCursor?: string }>;
  /** Kernels whose image would have one of these tags, without their flavours. */
  byTags(tags: string[]): Promise<KernelIdentity[]>;
  all(sources: string[], tx?: Knex): Promise<StoredKernel[]>;
}

interface KernelRow {
  source_id: string;
  kernel: string;
  tag: string;
  sort_key: string;
}

interface FlavourRow {
  source_id: string;
  kernel: string;
  architecture: string;
  variant: string;
  release: string;
  uname_release: string;
  buildable: boolean | number;
  packages: string;
}

export class DatabaseKernelStore implements KernelStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async replace(source: string, reading: KernelReading): Promise<void> {
    await this.#knex.transaction(async tx => {
      await lockSource(tx, source);
      const kept = await keptFlavours(tx, source, reading);
      const flavours = [
        ...reading.kernels.flatMap(({ kernel, flavours: list }) =>
          list.map(flavour => toFlavourRow(source, kernel, flavour)),
        ),
        ...kept,
      ];
      const names = new Set([
        ...reading.kernels.map(({ kernel }) => kernel),
        ...kept.map(({ kernel }) => kernel),
      ]);
      const kernels = [...names].map(kernel => ({
        source_id: source,
        kernel,
        tag: formatTag(kernel),
        sort_key: evrSortKey(kernel),
      }));
      await tx('flavours').where({ source_id: source }).delete();
      await tx('kernels').where({ source_id: source }).delete();
      await insertRows(tx, 'kernels', kernels);
      await insertRows(tx, 'flavours', flavours);
      await recordSuccess(tx, source, kernels.length, reading.warnings);
    });
  }

  async removable(source: string, kept: string[]): Promise<string[]> {
    const rows = await this.#knex<KernelRow>('kernels')
      .where({ source_id: source })
      .whereNotIn(
        'kernel',
        this.#knex<FlavourRow>('flavours')
          .where({ source_id: source })
          .whereIn('architecture', kept)
          .select('kernel'),
      )
      .select('kernel');
    return rows.map(({ kernel }) => kernel);
  }

  async get(source: string, kernel: string): Promise<StoredKernel | undefined> {
    const rows = await this.#knex<KernelRow>('kernels').where({
      source_id: source,
      kernel,
    });
    const [found] = await withFlavours(this.#knex, rows);
    return found;
  }

  async list(query: KernelQuery, sources: SourceRepositories[]) {
    const matching = this.#matching(query, sources);
    const page = matching
      .clone()
      .orderBy([
        { column: 'sort_key', order: 'desc' },
        { column: 'source_id' },
        { column: 'kernel' },
      ])
      .limit(query.limit + 1);
    if (query.cursor) {
      const [key, source, kernel] = decodeCursor(query.cursor, 3);
      page.whereRaw(
        '(sort_key < ? or (sort_key = ? and (source_id > ? or (source_id = ? and kernel > ?))))',
        [key, key, source, source, kernel],
      );
    }
    const [rows, [{ count }]] = await Promise.all([
      page.select<KernelRow[]>(),
      matching.clone().count({ count: '*' }),
    ]);
    const items = rows.slice(0, query.limit);
    const last = items[items.length - 1];
    return {
      items: await withFlavours(this.#knex, items),
      total: Number(count),
      nextCursor:
        rows.length > query.limit
          ? encodeCursor([last.sort_key, last.source_id, last.kernel])
          : undefined,
    };
  }

  async byTags(tags: string[]): Promise<KernelIdentity[]> {
    const rows = await this.#knex<KernelRow>('kernels').whereIn('tag', tags);
    return rows.map(({ source_id: source, kernel, tag }) => ({
      source,
      kernel,
      tag,
    }));
  }

  async all(sources: string[], tx = this.#knex): Promise<StoredKernel[]> {
    const rows = await tx<KernelRow>('kernels')
      .whereIn('source_id', sources)
      .orderBy([
        { column: 'sort_key', order: 'desc' },
        { column: 'source_id' },
        { column: 'kernel' },
      ]);
    return withFlavours(tx, rows, sources);
  }

  #matching(query: KernelQuery, sources: SourceRepositories[]) {
    const { knex, ids } = { knex: this.#knex, ids: sources.map(s => s.source) };
    const matching = knex<KernelRow>('kernels').whereIn('source_id', ids);
    if (query.source !== undefined) {
      matching.where('source_id', query.source);
    }
    if (query.text) {
      // `%` and `_` are ordinary characters of a version here.
      const pattern = query.text.replace(/[\\%_]/g, '\\$&');
      matching.whereRaw(`kernel like ? escape '\\'`, [`%${pattern}%`]);
    }
    if (query.architecture !== undefined || query.variant !== undefined) {
      matching.whereExists(inner => {
        inner
          .select(knex.raw('1'))
          .from('flavours')
          .whereRaw('flavours.source_id = kernels.source_id')
          .whereRaw('flavours.kernel = kernels.kernel');
        if (query.architecture !== undefined) {
          inner.where('architecture', query.architecture);
        }
        if (query.variant !== undefined) {
          inner.where('variant', query.variant);
        }
      });
    }
    if (query.imageState !== undefined) {
      matching.where(any => {
        any.whereRaw('1 = 0');
        for (const source of sources) {
          any.orWhere(one => whereImageState(one, source, query.imageState!));
        }
      });
    }
    return matching;
  }
}

function whereImageState(
  builder: Knex.QueryBuilder,
  { source, repositories, current }: SourceRepositories,
  state: ImageState,
) {
  builder.where('kernels.source_id', source);
  const tagged = (inner: Knex.QueryBuilder) =>
    inner
      .from('images')
      .whereRaw('images.tag = kernels.tag')
      .whereIn('repository_id', repositories);
  if (state === 'present') {
    builder.whereExists(tagged);
  } else {
    builder.whereNotExists(tagged);
    if ((state === 'absent') !== current) {
      builder.whereRaw('1 = 0');
    }
  }
}

async function keptFlavours(
  tx: Knex,
  source: string,
  reading: KernelReading,
): Promise<FlavourRow[]> {
  const known = await tx<FlavourRow>('flavours')
    .where({ source_id: source })
    .whereIn('architecture', reading.incompleteArchitectures ?? []);
  const key = (kernel: string, architecture: string, variant: string) =>
    `${kernel} ${architecture} ${variant}`;
  const read = new Set(
    reading.kernels.flatMap(({ kernel, flavours }) =>
      flavours.map(f => key(kernel, f.architecture, f.variant)),
    ),
  );
  return known.filter(
    row => !read.has(key(row.kernel, row.architecture, row.variant)),
  );
}

function toFlavourRow(
  source: string,
  kernel: string,
  flavour: Flavour,
): FlavourRow {
  return {
    source_id: source,
    kernel,
    architecture: flavour.architecture,
    variant: flavour.variant,
    release: flavour.release,
    uname_release: flavour.unameRelease,
    buildable: flavour.buildable,
    packages: JSON.stringify(flavour.packages),
  };
}

async function withFlavours(
  knex: Knex,
  kernels: KernelRow[],
  sources?: string[],
): Promise<StoredKernel[]> {
  const query = knex<FlavourRow>('flavours').orderBy([
    'architecture',
    'variant',
  ]);
  if (sources) {
    query.whereIn('source_id', sources);
  } else {
    query
      .whereIn('source_id', [...new Set(kernels.map(k => k.source_id))])
      .whereIn('kernel', [...new Set(kernels.map(k => k.kernel))]);
  }
  const flavours = new Map<string, Flavour[]>();
  for (const row of await query.select()) {
    const key = `${row.source_id}/${row.kernel}`;
    const list = flavours.get(key) ?? [];
    list.push({
      architecture: row.architecture,
      variant: row.variant as Variant,
      release: row.release,
      unameRelease: row.uname_release,
      buildable: Boolean(row.buildable),
      packages: JSON.parse(row.packages),
    });
    flavours.set(key, list);
  }
  return kernels.map(row => ({
    source: row.source_id,
    kernel: row.kernel,
    tag: row.tag,
    flavours: flavours.get(`${row.source_id}/${row.kernel}`) ?? [],
  }));
}
