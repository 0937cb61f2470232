import semver from 'semver';

/** @typedef {{ name: string, range: string, version: string }} Pin */

/**
 * A manifest whose dependencies are the oldest versions that its ranges accept.
 *
 * @remarks
 *
 * A peer dependency stays a range, as a package cannot choose it; the development dependency that stands for it in the
 * tests is pinned. Other packages of this repository stay, too.
 *
 * @param {Record<string, any>} manifest
 * @returns {{ manifest: Record<string, any>, pins: Pin[] }}
 */
export function pinOldest(manifest) {
  const { dependencies = {}, peerDependencies = {} } = manifest;
  const pins = Object.entries({ ...dependencies, ...peerDependencies })
    .filter(([, range]) => !range.startsWith('workspace:'))
    .map(([name, range]) => ({ name, range, version: oldestIn(range) }));
  const versions = Object.fromEntries(
    pins.map(({ name, version }) => [name, version]),
  );
  return {
    pins,
    manifest: {
      ...manifest,
      ...pinIn('dependencies'),
      ...pinIn('devDependencies'),
    },
  };

  /** @param {string} kind */
  function pinIn(kind) {
    const ranges = manifest[kind];
    return (
      ranges && {
        [kind]: Object.fromEntries(
          Object.entries(ranges).map(([name, range]) => [
            name,
            versions[name] ?? range,
          ]),
        ),
      }
    );
  }
}

/** @param {string} range */
function oldestIn(range) {
  const oldest = semver.minVersion(range);
  if (!oldest) {
    throw new Error(`No version is in the range ${range}.`);
  }
  return oldest.version;
}
