import type {
  ImageClaim,
  ImageClaimant,
  ImageClaimFilter,
  Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { claimantOf } from '../../plans/claimantOf';
import { imageNameOf } from '../../plans/imageNameOf';
import { isSameClaimant } from '../../plans/isSameClaimant';
import type { BuildRow } from '../builds/buildRow';
import { decodeCursor, encodeCursor } from '../builds/cursor';
import type { ImageClaimStore } from './ImageClaimStore';

const DEFAULT_LIMIT = 50;
const MAX_CLAIMANTS = 20;

/** A row of the table `image_claims`. */
interface ImageClaimRow {
  id: string;
  image: string;
  state: ImageClaim['state'];
  entity_ref: string | null;
  source_repository: string | null;
  claimants: string;
  changed_at: string;
  changed_by: string;
}

export class DatabaseImageClaimStore implements ImageClaimStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async claim(
    image: string,
    claimant: ImageClaimant,
    by: string,
  ): Promise<ImageClaim> {
    const known = await this.find(image);
    if (known && known.state !== 'released') {
      return known;
    }
    if (known) {
      await this.#claims()
        .where({ image, state: 'released' })
        .update({ ...claimedBy(claimant), ...changedBy(by) });
    } else {
      // A backend of the previous version may have built it in the meantime.
      const others = await this.#buildersBesides(image, claimant);
      const columns =
        others.length > 0
          ? disputedBy([...others, claimant])
          : claimedBy(claimant);
      await this.#claims()
        .insert({ id: uuidv7(), image, ...columns, ...changedBy(by) })
        .onConflict('image')
        .ignore();
    }
    return (await this.find(image))!;
  }

  async find(image: string): Promise<ImageClaim | undefined> {
    const row = await this.#claims().where({ image }).first();
    return row && toClaim(row);
  }

  async get(id: string): Promise<ImageClaim | undefined> {
    const row = await this.#claims().where({ id }).first();
    return row && toClaim(row);
  }

  async list(filter: ImageClaimFilter): Promise<Page<ImageClaim>> {
    const limit = filter.limit ?? DEFAULT_LIMIT;
    const matching = this.#claims();
    if (filter.state) {
      matching.where('state', filter.state);
    }
    if (filter.entityRef) {
      matching.where('entity_ref', filter.entityRef);
    }
    if (filter.image) {
      matching.where('image', filter.image);
    }
    const page = matching
      .clone()
      .orderBy('image')
      .limit(limit + 1);
    if (filter.cursor) {
      page.where('image', '>', decodeCursor(filter.cursor, 1)[0]);
    }
    const [rows, [{ count }]] = await Promise.all([
      page,
      matching.count({ count: '*' }),
    ]);
    const items = rows.slice(0, limit).map(toClaim);
    return {
      items,
      totalItems: Number(count),
      ...(rows.length > limit && {
        nextCursor: encodeCursor([items[items.length - 1].image]),
      }),
    };
  }

  async move(
    id: string,
    to: ImageClaimant,
    by: string,
  ): Promise<ImageClaim | undefined> {
    return this.#update(id, { ...claimedBy(to), ...changedBy(by) });
  }

  async release(id: string, by: string): Promise<ImageClaim | undefined> {
    return this.#update(id, {
      state: 'released',
      entity_ref: null,
      source_repository: null,
      claimants: '[]',
      ...changedBy(by),
    });
  }

  async #update(
    id: string,
    change: Partial<ImageClaimRow>,
  ): Promise<ImageClaim | undefined> {
    const [row] = await this.#claims().where({ id }).update(change, '*');
    return row && toClaim(row);
  }

  #claims(): Knex.QueryBuilder<ImageClaimRow, ImageClaimRow[]> {
    return this.#knex<ImageClaimRow>('image_claims');
  }

  /** Other drivers that have built an image. */
  async #buildersBesides(
    image: string,
    claimant: ImageClaimant,
  ): Promise<ImageClaimant[]> {
    const builds = await this.#knex<BuildRow>('builds')
      .where({ type: 'driver', state: 'succeeded' })
      .whereLike('image_reference', `${image}:%`)
      .distinct('plan', 'image_reference');
    const others = new Map(
      builds
        .filter(build => imageNameOf(build.image_reference) === image)
        .map(build => claimantOf(JSON.parse(build.plan)))
        .filter(other => !isSameClaimant(other, claimant))
        .map(other => [JSON.stringify(other), other]),
    );
    return [...others.values()];
  }
}

function claimedBy(owner: ImageClaimant) {
  return {
    state: 'claimed' as const,
    entity_ref: owner.entityRef,
    source_repository: owner.sourceRepository,
    claimants: '[]',
  };
}

function disputedBy(claimants: ImageClaimant[]) {
  return {
    state: 'disputed' as const,
    entity_ref: null,
    source_repository: null,
    claimants: JSON.stringify(claimants.slice(0, MAX_CLAIMANTS)),
  };
}

function changedBy(by: string) {
  return { changed_at: new Date().toISOString(), changed_by: by };
}

function toClaim(row: ImageClaimRow): ImageClaim {
  return {
    id: row.id,
    image: row.image,
    state: row.state,
    ...(row.state === 'claimed' && {
      owner: {
        entityRef: row.entity_ref!,
        sourceRepository: row.source_repository!,
      },
    }),
    claimants: JSON.parse(row.claimants),
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}
