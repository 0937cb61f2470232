import { parseDriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { requireSupportedKernel } from './requireSupportedKernel';

const REF = 'component:default/nic';

describe('requireSupportedKernel', () => {
  const require = (
    kernels: string,
    asked: Partial<Parameters<typeof requireSupportedKernel>[2]> = {},
  ) =>
    requireSupportedKernel(
      REF,
      parseDriverFile(`modules: [nic]\nkernels:\n  ${kernels}\n`, {
        path: 'driver.yaml',
      }),
      {
        source: 'stream',
        kernel: '5.14.0-391.el9',
        variant: 'default',
        architectures: ['x86_64', 'aarch64'],
        ...asked,
      },
    );

  it('accepts any kernel if the file limits nothing', () => {
    const file = parseDriverFile('modules: [nic]\n', { path: 'driver.yaml' });
    expect(() =>
      requireSupportedKernel(REF, file, {
        source: 'stream',
        kernel: '5.14.0-391.el9',
        variant: 'rt',
        architectures: ['s390x'],
      }),
    ).not.toThrow();
  });

  it.each([
    ['sources: [rhel, stream]'],
    ["range: '>= 5.14.0-391.el9, < 6'"],
    ['variants: [rt, default]'],
    ['architectures: [s390x, aarch64]'],
  ])('accepts a kernel within %s', kernels => {
    expect(() => require(kernels)).not.toThrow();
  });

  it.each([
    [
      'sources: [rhel, fedora]',
      "kernels of source 'stream': it supports rhel, fedora only (kernels.sources, driver.yaml:3)",
    ],
    [
      "range: '> 5.14.0-391.el9'",
      'kernel 5.14.0-391.el9: it supports > 5.14.0-391.el9 only (kernels.range, driver.yaml:3)',
    ],
    [
      'variants: [rt, 64k]',
      'default kernels: it supports rt, 64k only (kernels.variants, driver.yaml:3)',
    ],
    [
      'architectures: [s390x, ppc64le]',
      'x86_64 or aarch64: it supports s390x, ppc64le only (kernels.architectures, driver.yaml:3)',
    ],
  ])('refuses a kernel that %s excludes, with its line', (kernels, message) => {
    expect(() => require(kernels)).toThrow(
      `${REF} does not support ${message}.`,
    );
  });

  it('leaves the architectures open if none is asked for', () => {
    expect(() =>
      require('architectures: [s390x]', { architectures: [] }),
    ).not.toThrow();
  });
});
