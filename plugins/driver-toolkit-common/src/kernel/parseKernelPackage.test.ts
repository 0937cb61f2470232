import { parseKernelPackage } from './parseKernelPackage';

describe('parseKernelPackage', () => {
  it.each([
    ['kernel', 'default', 'meta'],
    ['kernel-core', 'default', 'core'],
    ['kernel-modules-core', 'default', 'modules-core'],
    ['kernel-headers', 'default', 'headers'],
    ['kernel-abi-stablelists', 'default', 'abi-stablelists'],
    ['kernel-debug', 'debug', 'meta'],
    ['kernel-debug-devel', 'debug', 'devel'],
    ['kernel-debuginfo', 'default', 'debuginfo'],
    ['kernel-devel-matched', 'default', 'devel-matched'],
    ['kernel-rt', 'rt', 'meta'],
    ['kernel-rt-modules-extra', 'rt', 'modules-extra'],
    ['kernel-rt-debug-kvm', 'rt-debug', 'kvm'],
    ['kernel-64k-core', '64k', 'core'],
    ['kernel-64k-debug-core', '64k-debug', 'core'],
    ['kernel-rt-64k-debug-devel', 'rt-64k-debug', 'devel'],
  ])('reads %s', (name, variant, part) => {
    expect(parseKernelPackage(name)).toEqual({ variant, part });
  });

  it.each([
    ['kernel-uek', 'default', 'meta'],
    ['kernel-uek-core', 'default', 'core'],
    ['kernel-uek-devel', 'default', 'devel'],
    ['kernel-uek-modules-core', 'default', 'modules-core'],
    ['kernel-uek-debug', 'debug', 'meta'],
    ['kernel-uek-debug-core', 'debug', 'core'],
    ['kernel-uek-debuginfo', 'default', 'debuginfo'],
    ['kernel-uek64k-core', '64k', 'core'],
    ['kernel-uek64kdebug-devel', '64k-debug', 'devel'],
    ['kernel-ueknext-core', 'default', 'core'],
  ])("reads Oracle's %s", (name, variant, part) => {
    expect(parseKernelPackage(name)).toEqual({ variant, part, family: 'uek' });
  });

  it.each([
    '',
    'kernels',
    'kernel-',
    'kernel-uek-container',
    'kernel-uekemb3-core',
    'kernel-uek-rt-core',
    'kernel-lt-devel',
    'kernel-srpm-macros',
    'kernel-debug-rt-core',
    'kernel-rt-rt',
    'kernel-meta',
    'xkernel-core',
    'kernel-64kilo',
  ])('does not treat %j as a kernel package', name => {
    expect(parseKernelPackage(name)).toBeUndefined();
  });
});
