import type { InstalledPackage } from './InstalledPackage';
import { verifyKernelPackages } from './verifyKernelPackages';

const plan = { kernel: '5.14.0-391.el9', architecture: 'x86_64' };

const installed = (
  name: string,
  release = '391.el9',
  architecture = 'x86_64',
): InstalledPackage => ({ name, version: '5.14.0', release, architecture });

describe('verifyKernelPackages', () => {
  it('accepts an image that has both, among others', () => {
    expect(() =>
      verifyKernelPackages(
        [
          installed('kernel-core'),
          installed('kernel-devel', '404.el9'),
          installed('kernel-devel'),
        ],
        plan,
      ),
    ).not.toThrow();
  });

  it.each([
    ['Amazon Linux', ['kernel', 'kernel-devel', 'kernel-headers']],
    ['UEK 6', ['kernel-uek', 'kernel-uek-devel']],
    ['UEK 7', ['kernel-uek', 'kernel-uek-core', 'kernel-uek-devel']],
    ['Fedora', ['kernel-core', 'kernel-modules-core', 'kernel-devel']],
  ])('accepts the packages of %s', (_, names) => {
    expect(() =>
      verifyKernelPackages(
        names.map(name => installed(name)),
        plan,
      ),
    ).not.toThrow();
  });

  it.each([
    ['the kernel alone', ['kernel-uek-core'], 'has no kernel-devel'],
    [
      'no more than the package that has others',
      ['kernel-devel', 'kernel-rt-core', 'kernel-modules'],
      'has no kernel-core',
    ],
    [
      'a debug kernel',
      ['kernel-debug-core', 'kernel-debug-devel'],
      'has no kernel-core',
    ],
  ])('refuses %s', (_, names, message) => {
    expect(() =>
      verifyKernelPackages(
        names.map(name => installed(name)),
        plan,
      ),
    ).toThrow(message);
  });

  it('refuses a kernel meta-package of another version', () => {
    expect(() =>
      verifyKernelPackages(
        [
          installed('kernel'),
          installed('kernel-core', '404.el9'),
          installed('kernel-devel'),
        ],
        plan,
      ),
    ).toThrow('has kernel-core 5.14.0-404.el9.x86_64, not kernel-core-5.14.0');
  });

  it('names the package of the other kernel', () => {
    expect(() =>
      verifyKernelPackages(
        [installed('kernel-core'), installed('kernel-devel', '404.el9')],
        plan,
      ),
    ).toThrow(
      'The image was built for another kernel than 5.14.0-391.el9: its rpm database has kernel-devel 5.14.0-404.el9.x86_64, not kernel-devel-5.14.0-391.el9.x86_64.',
    );
  });

  it('refuses another architecture', () => {
    expect(() =>
      verifyKernelPackages(
        [installed('kernel-core', '391.el9', 'aarch64')],
        plan,
      ),
    ).toThrow('kernel-core 5.14.0-391.el9.aarch64, not kernel-core-');
  });

  it('says that the package is missing', () => {
    expect(() =>
      verifyKernelPackages([installed('kernel-core')], plan),
    ).toThrow('its rpm database has no kernel-devel, not kernel-devel-5.14.0');
  });
});
