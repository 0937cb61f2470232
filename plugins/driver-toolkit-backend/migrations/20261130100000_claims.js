// @ts-check

const { randomUUID } = require('node:crypto');

const BATCH_ROWS = 500;
/** Claimants of one image; later ones are refused like these. */
const MAX_CLAIMANTS = 20;

/**
 * Adds a table and changes none: backends of the previous version can continue to use the same
 * database.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('image_claims', table => {
    table.comment('Which driver an image belongs to');
    table.string('id').primary();
    // Registry and repository. The unique index lets only one driver claim it.
    table.string('image', 512).notNullable().unique();
    // claimed, disputed or released
    table.string('state').notNullable();
    // The owner; null if there is none.
    table.text('entity_ref').nullable().index();
    table.text('source_repository').nullable();
    // The drivers that have built a disputed image.
    table.text('claimants').notNullable().defaultTo('[]');
    table.string('changed_at').notNullable();
    table.text('changed_by').notNullable();
  });
  const rows = [];
  for (const [image, builders] of await readBuilders(knex)) {
    // An image whose builds all failed was never in the registry.
    const claimants = builders.built.size
      ? builders.built
      : builders.unfinished;
    rows.push(...toRow(image, [...claimants.values()]));
  }
  await knex.batchInsert('image_claims', rows, 50);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('image_claims');
};

/**
 * @param {string} image
 * @param {{ entityRef: string, sourceRepository: string }[]} claimants
 */
function toRow(image, claimants) {
  if (claimants.length === 0) {
    return [];
  }
  const [owner] = claimants;
  const isDisputed = claimants.length > 1;
  return [
    {
      id: randomUUID(),
      image,
      state: isDisputed ? 'disputed' : 'claimed',
      entity_ref: isDisputed ? null : owner.entityRef,
      source_repository: isDisputed ? null : owner.sourceRepository,
      claimants: JSON.stringify(
        isDisputed ? claimants.slice(0, MAX_CLAIMANTS) : [],
      ),
      changed_at: new Date().toISOString(),
      changed_by: 'plugin:driver-toolkit',
    },
  ];
}

/**
 * The drivers that have built each image, or are building it.
 *
 * @param {import('knex').Knex} knex
 */
async function readBuilders(knex) {
  /** @typedef {Map<string, { entityRef: string, sourceRepository: string }>} Claimants */
  /** @type {Map<string, { built: Claimants, unfinished: Claimants }>} */
  const images = new Map();
  for (let after = ''; ; ) {
    const builds = await knex('builds')
      .where('type', 'driver')
      .whereNotNull('entity_ref')
      .where(any =>
        any.where('state', 'succeeded').orWhereNotNull('unfinished_target'),
      )
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH_ROWS)
      .select('id', 'state', 'entity_ref', 'image_reference', 'plan');
    if (builds.length === 0) {
      return images;
    }
    after = builds[builds.length - 1].id;
    for (const { state, entity_ref, image_reference, plan } of builds) {
      const image = imageOf(image_reference);
      const builders = images.get(image) ?? {
        built: new Map(),
        unfinished: new Map(),
      };
      images.set(image, builders);
      const claimant = {
        entityRef: entity_ref,
        sourceRepository: sourceRepositoryOf(JSON.parse(plan).location ?? ''),
      };
      const claimants =
        state === 'succeeded' ? builders.built : builders.unfinished;
      claimants.set(JSON.stringify(claimant), claimant);
    }
  }
}

/**
 * Registry and repository of `image:tag`; the registry in lower case and without its default port.
 *
 * @param {string} reference
 */
function imageOf(reference) {
  const [host, ...path] = reference.replace(/:[^/:]*$/, '').split('/');
  return [host.toLowerCase().replace(/:443$/, ''), ...path].join('/');
}

/**
 * `host/owner/repository`, or the location itself if it names none: no new build can be from there,
 * so the platform decides.
 *
 * @param {string} location
 */
function sourceRepositoryOf(location) {
  try {
    const { host, pathname } = new URL(location);
    const parts = decodeURIComponent(pathname)
      .split('/')
      .filter(part => part !== '');
    const views = ['-', '+', 'blob', 'edit', 'raw', 'src', 'tree'];
    const end = parts.findIndex(
      (part, i) =>
        (i > 1 && views.includes(part)) ||
        (i > 2 &&
          parts[i - 2] === 'repos' &&
          /^(projects|users)$/.test(parts[i - 4])) ||
        (i > 2 && parts[i - 2] === '_git'),
    );
    const path = parts.slice(0, end < 0 ? undefined : end).join('/');
    return `${host}/${path.replace(/\.git$/, '')}`;
  } catch {
    return location;
  }
}
