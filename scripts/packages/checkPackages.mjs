import { findFaults } from './findFaults.mjs';
import { packPackages } from './packPackages.mjs';
import { readTarball } from './readTarball.mjs';

/**
 * Packs and checks the published packages; each counts as one test.
 *
 * @param {Pick<import('../suite/runSuite.mjs').TestContext, 'node' | 'env' | 'teardown'>} context
 * @param {(text: string) => void} detail
 */
export async function checkPackages(context, detail) {
  const packages = await packPackages({ ...context, onPackage: detail });
  const faulty = [];
  for (const { manifest, tarball } of packages) {
    const faults = await findFaults(await readTarball(tarball));
    if (faults.length > 0) {
      faulty.push([manifest.name, ...faults].join('\n  '));
    }
  }
  return {
    passed: packages.length - faulty.length,
    failed: faulty.length,
    skipped: 0,
    report: faulty.join('\n'),
  };
}
