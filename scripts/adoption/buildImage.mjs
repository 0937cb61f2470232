import assert from 'node:assert/strict';
import { expectSuite, KERNEL } from './expectSuite.mjs';
import { openPages } from './openPages.mjs';
import { runBackend } from './runBackend.mjs';

const TEMPLATE = 'catalog/entities/by-name/template/default/driver-container';
const INDEX_TIMEOUT_MS = 2 * 60_000;
const BUILD_TIMEOUT_MS = 5 * 60_000;
const ENDS = ['succeeded', 'failed', 'cancelled'];
/** A warning or an error of the plugin, or of another plugin about the suite or its entities. */
const COMPLAINT =
  /^\S+ (?:driver-toolkit (?:warn|error) |\S+ (?:warn|error) .*(?:driver-?toolkit|centos-stream))/i;
/** A new app has no events backend, and Backstage says so for each plugin. */
const WITHOUT_EVENTS = / events backend not found/;

/**
 * Starts the app's backend, and builds a toolkit image into the lab's registry. A browser looks at both in the app's
 * pages.
 *
 * @param {import('./Workshop.mjs').Workshop} workshop
 * @param {(text: string) => void} detail
 */
export async function buildImage(workshop, detail) {
  const log = await runBackend(
    workshop,
    'adoption-backend',
    async (portal, url) => {
      detail('catalog');
      await expectSuite(portal);
      await portal.waitFor(TEMPLATE, () => true, INDEX_TIMEOUT_MS);
      detail('build');
      const id = await build(portal);
      await expectImage(workshop.lab);
      detail('pages');
      await openPages(workshop.browser, url, id);
    },
  );
  assert.deepEqual(
    log.filter(line => COMPLAINT.test(line) && !WITHOUT_EVENTS.test(line)),
    [],
  );
}

/** @param {import('./PortalClient.mjs').PortalClient} portal */
async function build(portal) {
  await portal.waitFor(
    'driver-toolkit/kernels?imageState=absent',
    ({ items }) =>
      items.some((/** @type {any} */ { kernel }) => kernel === KERNEL),
    INDEX_TIMEOUT_MS,
  );
  const { id } = await portal.post('driver-toolkit/builds', {
    type: 'toolkit',
    source: 'centos-stream-9',
    kernel: KERNEL,
  });
  const { state, error } = await portal.waitFor(
    `driver-toolkit/builds/${id}`,
    answer => ENDS.includes(answer.state),
    BUILD_TIMEOUT_MS,
  );
  assert.equal(state, 'succeeded', error?.message);
  return id;
}

/** @param {{ registry: string }} lab */
async function expectImage({ registry }) {
  const { status } = await fetch(
    `http://${registry}/v2/platform/driver-toolkit/manifests/${KERNEL}`,
    { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } },
  );
  assert.equal(status, 200, 'The image is not in the registry.');
}
