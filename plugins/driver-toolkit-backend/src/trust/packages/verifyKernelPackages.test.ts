import type { InstalledPackage } from './InstalledPackage';
import { verifyKernelPackages } from './verifyKernelPackages';

const plan = { kernel: '5.14.0-391.el9', architecture: 'x86_64' };

const installed = (
  name: string,
  release = '391.el9',
  architecture = 'x86_64',
): InstalledPackage => ({ name, version: '5.14.0', release, architecture });

describe('verifyKernelPackages', () => {
  it('takes an image that has both, among others', () => {
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

  it('names what another kernel is there of', () => {
    expect(() =>
      verifyKernelPackages(
        [installed('kernel-core'), installed('kernel-devel', '404.el9')],
        plan,
      ),
    ).toThrow(
      'The image was built for another kernel than 5.14.0-391.el9: its rpm database has kernel-devel 5.14.0-404.el9.x86_64, not kernel-devel-5.14.0-391.el9.x86_64.',
    );
  });

  it('does not take another architecture for it', () => {
    expect(() =>
      verifyKernelPackages(
        [installed('kernel-core', '391.el9', 'aarch64')],
        plan,
      ),
    ).toThrow('kernel-core 5.14.0-391.el9.aarch64, not kernel-core-');
  });

  it('says that there is none', () => {
    expect(() =>
      verifyKernelPackages([installed('kernel-core')], plan),
    ).toThrow('its rpm database has no kernel-devel, not kernel-devel-5.14.0');
  });
});
