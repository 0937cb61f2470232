import type { DriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  KERNEL,
  objects,
  render,
  type RenderOptions,
} from './__testUtils__/render';

describe('renderManifests', () => {
  it.each<[string, Partial<DriverFile>, RenderOptions]>([
    ['has no `image`', { image: undefined }, {}],
    ['There is no kernel', {}, { on: [] }],
    ['is not a kernel release', {}, { on: ['linux'] }],
    ['cannot be a namespace', {}, { namespace: 'Drivers' }],
    ['cannot be the name of a secret', {}, { imagePullSecret: 'a_b' }],
    ['nothing can be named after it', {}, { name: '__' }],
    ['is not the path of a folder', {}, { firmwarePath: 'lib' }],
    ['is not an image reference', {}, { bootcImage: 'a b' }],
    ['kernels.range', { kernels: { range: '< 5' } }, {}],
    ['kernels.variants', { kernels: { variants: ['rt'] } }, {}],
    ['kernels.architectures', { kernels: { architectures: ['s390x'] } }, {}],
    [
      'double quote or a control character',
      { modules: [{ name: 'a', parameters: { b: '"' } }] },
      {},
    ],
    ['whose value is unknown', { tag: '${KERNEL_FULL_VERSION}-${OS_ID}' }, {}],
  ])('refuses with "%s"', (message, driver, options) => {
    expect(() =>
      render(['kmm', 'daemonset', 'bootc'], driver, options),
    ).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('renders a kernel once that is named twice', () => {
    expect(objects(['preflight'], {}, { on: [KERNEL, KERNEL] })).toHaveLength(
      1,
    );
  });
});
