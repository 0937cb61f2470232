import { mockServices } from '@backstage/backend-test-utils';
import {
  kernelPackages,
  type ListedPackage,
} from './__testUtils__/kernelPackages';
import { TestMirror } from './__testUtils__/TestMirror';
import { RpmKernelSource } from './RpmKernelSource';

describe('RpmKernelSource, with unusual kernels', () => {
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
        'The repositories of CentOS Stream 9 have no kernels; check their addresses.',
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

  it("leaves out a kernel whose image would have another's tag", async () => {
    await mirror.addRepository(
      'BaseOS/x86_64',
      ['6.12.0-55.el10+1', '6.12.0-55.el10_1', '6.12.0-55.el10'].flatMap(
        kernel => kernelPackages({ kernel }),
      ),
    );

    const { kernels, warnings } = await read();

    expect(kernels.map(({ kernel }) => kernel)).toEqual([
      '6.12.0-55.el10+1',
      '6.12.0-55.el10',
    ]);
    expect(warnings).toEqual([
      "Kernel 6.12.0-55.el10_1 is left out: its image would have the tag of 6.12.0-55.el10+1's.",
    ]);
  });

  it('leaves out a flavour with an unknown form of uname -r', async () => {
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

  describe('that cannot be built', () => {
    const kernel = '5.14.0-427.18.1.el9_4';
    const uname = {
      version: '5.14.0',
      release: '427.18.1.el9_4.x86_64',
    };
    const needs = (...names: string[]) =>
      names.map(name => ({ name: `${name}-uname-r`, ...uname }));

    async function obstacleOf(packages: ListedPackage[]) {
      await mirror.addRepository('BaseOS/x86_64', packages);
      const { kernels, warnings } = await read();
      expect(warnings).toEqual([]);
      const [{ buildable, obstacle }] = kernels[0].flavours;
      expect(buildable).toBe(obstacle === undefined);
      return obstacle;
    }

    it('names the missing devel package', async () => {
      expect(
        await obstacleOf(kernelPackages({ kernel, parts: ['core'] })),
      ).toBe(`Its repositories have no kernel-devel-${kernel} for x86_64.`);
    });

    it('names that of a UEK', async () => {
      const uek = '5.15.0-306.177.4.1.el9uek';
      const packages = kernelPackages({
        kernel: uek,
        prefix: 'kernel-uek',
        parts: ['core'],
      });
      expect(await obstacleOf(packages)).toBe(
        `Its repositories have no kernel-uek-devel-${uek} for x86_64.`,
      );
    });

    it('ignores devel packages of other releases, variants and architectures', async () => {
      const others = [
        { kernel: '5.14.0-427.16.1.el9_4' },
        { kernel, prefix: 'kernel-debug', suffix: '+debug' },
        { kernel, architecture: 'aarch64' },
      ].flatMap(other => kernelPackages({ ...other, parts: ['devel'] }));

      expect(
        await obstacleOf([
          ...kernelPackages({ kernel, parts: ['core'] }),
          ...others,
        ]),
      ).toContain('have no kernel-devel-');
    });

    it.each(['core', 'devel'])(
      'does not use a noarch %s package',
      async part => {
        const packages = kernelPackages({ kernel, parts: ['core', 'devel'] });
        await mirror.addRepository(
          'BaseOS/x86_64',
          packages.map(rpm =>
            rpm.name.endsWith(part) ? { ...rpm, architecture: 'noarch' } : rpm,
          ),
        );

        const { kernels } = await read();
        expect(
          kernels.flatMap(({ flavours }) => flavours.map(f => f.buildable)),
        ).toEqual(part === 'core' ? [] : [false]);
      },
    );

    it('names other missing packages of the kernel, through requirements', async () => {
      const parts = (names: string[]) =>
        kernelPackages({ kernel, parts: names }).map(rpm => ({
          ...rpm,
          requires: {
            'kernel-core': needs('kernel-modules-core'),
            'kernel-modules-core': needs('kernel-core', 'kernel-modules'),
          }[rpm.name],
        }));

      expect(await obstacleOf(parts(['core', 'devel']))).toBe(
        `Its repositories have no kernel-modules-core of ${kernel}.x86_64, which kernel-core requires.`,
      );
      expect(await obstacleOf(parts(['core', 'devel', 'modules-core']))).toBe(
        `Its repositories have no kernel-modules of ${kernel}.x86_64, which kernel-modules-core requires.`,
      );
      expect(
        await obstacleOf(parts(['core', 'devel', 'modules-core', 'modules'])),
      ).toBeUndefined();
    });

    it("ignores requirements outside the kernel's packages, and of other releases", async () => {
      const [core, devel] = kernelPackages({
        kernel,
        parts: ['core', 'devel'],
      });

      expect(
        await obstacleOf([
          { ...core, requires: needs('kernel-firmware-of-theirs') },
          devel,
        ]),
      ).toBeUndefined();
      expect(
        await obstacleOf([
          {
            ...core,
            requires: [
              {
                name: 'kernel-modules-uname-r',
                version: '5.14.0',
                release: '1.el9.x86_64',
              },
            ],
          },
          devel,
          ...kernelPackages({ kernel, parts: ['modules'] }),
        ]),
      ).toBe(
        'Its repositories have no kernel-modules of 5.14.0-1.el9.x86_64, which kernel-core requires.',
      );
    });
  });

  it("gives the kernel's form of uname -r if the provide has an underscore", async () => {
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

  it('joins the real-time kernel of EL8, with a separate release, to its kernel', async () => {
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
