import type {
  Flavour,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  evrSortKey,
  formatTag,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { insertRows } from '../insertRows';
import type {
  KernelReplacement,
  KernelStore,
  KnownKernel,
  MergedKernel,
  StoredKernel,
} from './KernelStore';
import { recordSuccess, storeAttempt } from './SourceStore';

interface KernelRow {
  source_id: string;
  kernel: string;
  tag: string;
  sort_key: string;
  retired: boolean | number;
  toolkit_images: string | null;
  releases_without_toolkit: string | null;
}

interface FlavourRow {
  source_id: string;
  kernel: string;
  architecture: string;
  variant: string;
  release: string;
  uname_release: string;
  buildable: boolean | number;
  obstacle: string | null;
  packages: string;
}

/** Longer lists of values are looked up in parts. */
const MAX_VALUES = 500;

export class DatabaseKernelStore implements KernelStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async replace(replacement: KernelReplacement): Promise<boolean> {
    const { source, attempt, merge, warnings, incomplete } = replacement;
    return storeAttempt(this.#knex, { id: source, attempt }, async tx => {
      const before = await new DatabaseKernelStore(tx).load(source);
      const { leaving, kernels } = merge(before);
      const rows = kernels(await this.#used(tx, leaving, replacement));
      await tx('flavours').where({ source_id: source }).delete();
      await tx('kernels').where({ source_id: source }).delete();
      await insertRows(
        tx,
        'kernels',
        rows.map(kernel => toKernelRow(source, kernel)),
      );
      await insertRows(
        tx,
        'flavours',
        rows.flatMap(({ kernel, flavours }) =>
          flavours.map(flavour => toFlavourRow(source, kernel, flavour)),
        ),
      );
      await recordSuccess(tx, source, rows.length, { warnings, incomplete });
    });
  }

  async known(source: string): Promise<KnownKernel[]> {
    const kernels = await this.load(source);
    return kernels
      .filter(({ retired }) => !retired)
      .map(({ kernel, flavours }) => ({
        kernel,
        architectures: [...new Set(flavours.map(f => f.architecture))],
      }));
  }

  async load(source: string): Promise<StoredKernel[]> {
    const knex = this.#knex;
    const flavours = new Map<string, Flavour[]>();
    const flavourRows = await knex<FlavourRow>('flavours')
      .where({ source_id: source })
      .orderBy(['kernel', 'architecture', 'variant']);
    for (const row of flavourRows) {
      const list = flavours.get(row.kernel);
      if (list) {
        list.push(toFlavour(row));
      } else {
        flavours.set(row.kernel, [toFlavour(row)]);
      }
    }
    const rows = await knex<KernelRow>('kernels').where({ source_id: source });
    return rows.map(row => ({
      source,
      kernel: row.kernel,
      tag: row.tag,
      sortKey: row.sort_key,
      retired: Boolean(row.retired),
      flavours: flavours.get(row.kernel) ?? [],
      ...(row.toolkit_images !== null && {
        toolkitImages: JSON.parse(row.toolkit_images),
      }),
      ...(row.releases_without_toolkit !== null && {
        releasesWithoutToolkit: JSON.parse(row.releases_without_toolkit),
      }),
    }));
  }

  /** The kernels among these that have images or driver builds. */
  async #used(
    tx: Knex,
    kernels: readonly StoredKernel[],
    { source, repositories }: KernelReplacement,
  ): Promise<Set<string>> {
    const used = new Set<string>();
    for (let i = 0; i < kernels.length; i += MAX_VALUES) {
      const part = kernels.slice(i, i + MAX_VALUES);
      const tags: string[] = await tx('images')
        .whereIn('repository_id', repositories)
        .whereIn(
          'tag',
          part.map(({ tag }) => tag),
        )
        .pluck('tag');
      const built: string[] = await tx('builds')
        .where({ type: 'driver', state: 'succeeded', source_id: source })
        .whereIn(
          'kernel',
          part.map(({ kernel }) => kernel),
        )
        .pluck('kernel');
      const tagged = new Set(tags);
      part
        .filter(({ tag }) => tagged.has(tag))
        .forEach(({ kernel }) => used.add(kernel));
      built.forEach(kernel => used.add(kernel));
    }
    return used;
  }
}

function toKernelRow(
  source: string,
  { kernel, retired, toolkitImages, releasesWithoutToolkit }: MergedKernel,
): KernelRow {
  return {
    source_id: source,
    kernel,
    tag: formatTag(kernel),
    sort_key: evrSortKey(kernel),
    retired,
    toolkit_images: toolkitImages ? JSON.stringify(toolkitImages) : null,
    releases_without_toolkit: releasesWithoutToolkit
      ? JSON.stringify(releasesWithoutToolkit)
      : null,
  };
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
    obstacle: flavour.obstacle ?? null,
    packages: JSON.stringify(flavour.packages),
  };
}

function toFlavour(row: FlavourRow): Flavour {
  return {
    architecture: row.architecture,
    variant: row.variant as Variant,
    release: row.release,
    unameRelease: row.uname_release,
    buildable: Boolean(row.buildable),
    ...(row.obstacle !== null && { obstacle: row.obstacle }),
    packages: JSON.parse(row.packages),
  };
}
