import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { segment } from './__testUtils__/arbitraries';
import { formatNevra, parseNevra } from './nevra';
import { parsePackageFileName } from './parsePackageFileName';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,20}$/);
const arch = fc.constantFrom('x86_64', 'aarch64', 'ppc64le', 's390x', 'noarch');

describe('parseNevra', () => {
  it('splits from the right', () => {
    expect(parseNevra('kernel-rt-64k-core-2:5.14.0-391.el9.aarch64')).toEqual({
      name: 'kernel-rt-64k-core',
      epoch: 2,
      version: '5.14.0',
      release: '391.el9',
      arch: 'aarch64',
    });
  });

  it('gives back what formatNevra wrote', () => {
    const nevras = fc.record({
      name,
      epoch: fc.nat({ max: 2 ** 32 - 1 }),
      version: segment,
      release: segment,
      arch,
    });
    fc.assert(
      fc.property(nevras, value =>
        expect(parseNevra(formatNevra(value))).toEqual({ ...value }),
      ),
    );
  });

  it.each([
    '',
    'kernel',
    'kernel-5.14.0-391.el9',
    'kernel-5.14.0-391.el9.el9',
    '5.14.0-391.el9.x86_64',
    'kernel-5.14.0.x86_64',
    '-5.14.0-391.el9.x86_64',
    'kernel-5.14.0-391 el9.x86_64',
    '../kernel-5.14.0-391.el9.x86_64',
  ])('refuses %j', value => {
    expect(() => parseNevra(value)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });
});

describe('parsePackageFileName', () => {
  it.each([
    ['kernel-devel-3.10.0-1062.12.1.el7.x86_64.rpm', 'kernel-devel', 'el7'],
    ['kernel-core-4.18.0-305.el8.x86_64.rpm', 'kernel-core', 'el8'],
    ['kernel-devel-4.18.0-553.22.1.el8_10.s390x.rpm', 'kernel-devel', 'el8_10'],
    ['kernel-core-5.14.0-391.el9.aarch64.rpm', 'kernel-core', 'el9'],
    ['kernel-core-6.12.0-124.52.1.el10_1.ppc64le.rpm', 'kernel-core', 'el10_1'],
    ['kernel-devel-6.8.5-301.fc40.x86_64.rpm', 'kernel-devel', 'fc40'],
    ['kernel-devel-5.10.205-195.807.amzn2.x86_64.rpm', 'kernel-devel', 'amzn2'],
    [
      'kernel-lt-devel-5.4.1-1.el8.elrepo.x86_64.rpm',
      'kernel-lt-devel',
      'elrepo',
    ],
    [
      'kernel-uek-devel-5.4.17-2136.300.7.el8uek.x86_64.rpm',
      'kernel-uek-devel',
      'el8uek',
    ],
  ])('reads %s', (file, expectedName, dist) => {
    const nevra = parsePackageFileName(file);
    expect(nevra.name).toBe(expectedName);
    expect(nevra.release.split('.').at(-1)).toBe(dist);
    expect(`${formatNevra(nevra)}.rpm`).toBe(file);
  });

  it('reads rt kernels with a separate release', () => {
    expect(
      parsePackageFileName(
        'kernel-rt-devel-5.14.0-284.36.1.rt14.321.el9_2.x86_64.rpm',
      ),
    ).toEqual({
      name: 'kernel-rt-devel',
      epoch: 0,
      version: '5.14.0',
      release: '284.36.1.rt14.321.el9_2',
      arch: 'x86_64',
    });
  });

  it.each([
    '',
    '.rpm',
    'kernel-core-5.14.0-391.el9.x86_64',
    'kernel-core-5.14.0-391.el9.x86_64.drpm',
    'kernel-core-5.14.0.rpm',
    'Packages/kernel-core-5.14.0-391.el9.x86_64.rpm',
  ])('refuses %j', file => {
    expect(() => parsePackageFileName(file)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  // An optional list of real names, next to the checkout.
  const names = path.resolve(
    __dirname,
    '../../../../../shared/data/kernel-devel-rpms.txt',
  );
  if (existsSync(names)) {
    it('reads every name of the list of real kernel packages', () => {
      const files = readFileSync(names, 'utf8').split('\n').filter(Boolean);
      expect(files.length).toBeGreaterThan(1000);
      const again = files.map(
        f => `${formatNevra(parsePackageFileName(f))}.rpm`,
      );
      expect(again).toEqual(files);
    });
  }
});
