import assert from 'node:assert/strict';

const TIMEOUT_MS = 2 * 60_000;

/** A kernel of the lab. */
export const KERNEL = '5.14.0-391.el9';

/**
 * Waits until each of the three backend packages has added its part to a
 * portal.
 *
 * @param {import('./PortalClient.mjs').PortalClient} portal
 */
export async function expectSuite(portal) {
  await portal.waitFor(
    'driver-toolkit/kernels',
    ({ items }) =>
      items.some((/** @type {any} */ { kernel }) => kernel === KERNEL),
    TIMEOUT_MS,
  );
  const { items } = await portal.waitFor(
    'catalog/entities/by-query?filter=kind=resource,spec.type=kernel',
    answer =>
      answer.items.some(
        (/** @type {any} */ { metadata }) =>
          metadata.annotations['driver-toolkit/kernel'] ===
          `centos-stream-9/${KERNEL}`,
      ),
    TIMEOUT_MS,
  );
  // Their owner is a group of the catalog.
  const owner = items[0].spec.owner.replace(':', '/');
  await portal.waitFor(
    `catalog/entities/by-name/${owner}`,
    () => true,
    TIMEOUT_MS,
  );

  const actions = await portal.get('scaffolder/v2/actions');
  const ids = actions.map((/** @type {{ id: string }} */ { id }) => id);
  for (const id of ['resolve-image', 'await-entity']) {
    assert.ok(ids.includes(`driver-toolkit:${id}`), `No action ${id}: ${ids}`);
  }
}
