import { mockServices } from '@backstage/backend-test-utils';
import { RpmKernelSource } from './RpmKernelSource';
import { kernelPackages } from './__testUtils__/kernelPackages';
import { TestMirror } from './__testUtils__/TestMirror';

describe('RpmKernelSource, with kernels out of the ordinary', () => {
  let mirror: TestMirror;

  beforeEach(async () => {
    mirror = await TestMirror.start();
  });

  afterEach(async () => {
    await mirror.close();
  });

  async function read(architectures = ['x86_64']) {
    const source = new RpmKernelSource({
      id: 'centos-stream-9',
      type: 'rpm',
      title: 'CentOS Stream 9',
      repositories: [{ url: `${mirror.origin}/BaseOS/$arch`, optional: false }],
      architectures,
      schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
    });
    return await source.read({
      signal: AbortSignal.timeout(20_000),
      logger: mockServices.logger.mock(),
    });
  }

  it('leaves out a core that does not provide its uname -r', async () => {
    const [core] = kernelPackages({
      kernel: '5.14.0-391.el9',
      parts: ['core'],
    });
    await mirror.addRepository('BaseOS/x86_64', [{ ...core, provides: [] }]);

    await expect(read()).resolves.toMatchObject({
      kernels: [],
      warnings: [
        'kernel-core-5.14.0-391.el9.x86_64 does not provide its uname -r in a known form and is left out.',
        'There are no kernels in the repositories of CentOS Stream 9; check their addresses.',
      ],
    });
  });

  it('leaves out a kernel that cannot be a tag, with one warning, and keeps the others', async () => {
    const kernel = '5.14.0-391.el9';
    for (const architecture of ['x86_64', 'aarch64']) {
      await mirror.addRepository(
        `BaseOS/${architecture}`,
        [kernel, '6.1~rc1-1.el9', '6.1-2^git1.el9'].flatMap(odd => [
          ...kernelPackages({ kernel: odd, architecture }),
          ...kernelPackages({
            kernel: odd,
            architecture,
            prefix: 'kernel-debug',
            suffix: '+debug',
          }),
        ]),
      );
    }

    const { kernels, warnings } = await read(['x86_64', 'aarch64']);

    expect(kernels).toMatchObject([{ kernel }]);
    expect(kernels[0].flavours).toHaveLength(4);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Kernel 6\.1~rc1-1\.el9 is left out: .* cannot be an image tag: /,
      ),
      expect.stringMatching(
        /^Kernel 6\.1-2\^git1\.el9 is left out: .* cannot be an image tag: /,
      ),
    ]);
  });

  it('leaves out a flavour whose uname -r has no known form', async () => {
    const kernel = '5.14.0-391.el9';
    await mirror.addRepository('BaseOS/x86_64', [
      ...kernelPackages({ kernel }),
      ...kernelPackages({ kernel, prefix: 'kernel-rt', suffix: '+odd' }),
    ]);

    const { kernels, warnings } = await read();

    expect(kernels).toMatchObject([
      { kernel, flavours: [{ variant: 'default' }] },
    ]);
    expect(kernels[0].flavours).toHaveLength(1);
    expect(warnings).toEqual([
      'kernel-rt-core-5.14.0-391.el9.x86_64 does not provide its uname -r in a known form and is left out.',
    ]);
  });

  it('gives uname -r as the kernel says it where the provide has an underscore', async () => {
    const kernel = '5.14.0-427.18.1.el9_4';
    await mirror.addRepository(
      'BaseOS/x86_64',
      kernelPackages({
        kernel,
        prefix: 'kernel-rt-debug',
        suffix: '+rt_debug',
      }),
    );

    await expect(read()).resolves.toMatchObject({
      kernels: [
        {
          flavours: [
            {
              variant: 'rt-debug',
              unameRelease: `${kernel}.x86_64+rt-debug`,
            },
          ],
        },
      ],
      warnings: [],
    });
  });

  it('joins the real-time kernel of EL8, with a release of its own, to its kernel', async () => {
    const kernel = '4.18.0-372.41.1.el8_6';
    const rt = '4.18.0-372.41.1.rt7.198.el8_6';
    const sourceRpm = `kernel-rt-${rt}.src.rpm`;
    await mirror.addRepository('BaseOS/x86_64', [
      ...kernelPackages({ kernel }),
      ...kernelPackages({ kernel: rt, prefix: 'kernel-rt', sourceRpm }),
      ...kernelPackages({
        kernel: rt,
        prefix: 'kernel-rt-debug',
        suffix: '+debug',
        sourceRpm,
      }),
    ]);

    const { kernels } = await read();

    expect(kernels).toMatchObject([
      {
        kernel,
        flavours: [
          { variant: 'default', release: kernel },
          { variant: 'rt', release: rt, unameRelease: `${rt}.x86_64` },
          {
            variant: 'rt-debug',
            release: rt,
            unameRelease: `${rt}.x86_64+debug`,
          },
        ],
      },
    ]);
    expect(kernels).toHaveLength(1);
  });
});
