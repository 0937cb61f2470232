import { mockServices } from '@backstage/backend-test-utils';
import type { SourceKernel } from '../KernelSource';
import {
  kernelPackages,
  type ListedPackage,
} from './__testUtils__/kernelPackages';
import { TestMirror } from './__testUtils__/TestMirror';
import { RpmKernelSource } from './RpmKernelSource';

const ARCHITECTURES = ['x86_64', 'aarch64', 'ppc64le', 's390x'];

describe('RpmKernelSource, with the kernels of each distribution', () => {
  let mirror: TestMirror;

  beforeEach(async () => {
    mirror = await TestMirror.start();
  });

  afterEach(async () => {
    await mirror.close();
  });

  async function read(
    repositories: string[],
    architectures: string[] = ['x86_64'],
  ): Promise<SourceKernel[]> {
    const source = new RpmKernelSource({
      id: 'a',
      type: 'rpm',
      title: 'A',
      repositories: repositories.map(name => ({
        url: `${mirror.origin}/${name}/$arch/os/`,
        optional: false,
      })),
      architectures,
      schedule: { frequency: { hours: 6 }, timeout: { minutes: 5 } },
    });
    const { kernels, warnings } = await source.read({
      signal: AbortSignal.timeout(20_000),
      logger: mockServices.logger.mock(),
    });
    expect(warnings).toEqual([]);
    return kernels;
  }

  async function add(
    repository: string,
    packages: ListedPackage[],
    architecture = 'x86_64',
  ) {
    await mirror.addRepository(`${repository}/${architecture}/os`, packages);
  }

  function summarize(kernels: SourceKernel[]) {
    return kernels.map(({ kernel, flavours }) => [
      kernel,
      ...flavours.map(
        ({ variant, unameRelease, buildable }) =>
          `${variant} ${unameRelease}${buildable ? '' : ' not buildable'}`,
      ),
    ]);
  }

  it('reads EL8: all in BaseOS, real-time with a separate release', async () => {
    const kernel = '4.18.0-553.22.1.el8_10';
    const rt = '4.18.0-553.22.1.rt7.363.el8_10';
    await add('BaseOS', [
      ...kernelPackages({
        kernel,
        parts: ['', 'core', 'modules', 'devel', 'headers', 'abi-stablelists'],
      }),
      ...kernelPackages({ kernel, prefix: 'kernel-debug', suffix: '+debug' }),
    ]);
    await add('RT', [
      ...kernelPackages({
        kernel: rt,
        prefix: 'kernel-rt',
        sourceRpm: `kernel-rt-${rt}.src.rpm`,
      }),
    ]);

    expect(summarize(await read(['BaseOS', 'RT']))).toEqual([
      [
        kernel,
        `default ${kernel}.x86_64`,
        `rt ${rt}.x86_64`,
        `debug ${kernel}.x86_64+debug`,
      ],
    ]);
  });

  it.each([
    ['9.0', '5.14.0-70.13.1', '5.14.0-70.13.1.rt21.83', 'el9_0'],
    ['9.2', '5.14.0-284.36.1', '5.14.0-284.36.1.rt14.321', 'el9_2'],
  ])(
    'reads EL%s: devel in AppStream, real-time with a separate release',
    async (_, build, rtBuild, dist) => {
      const kernel = `${build}.${dist}`;
      const rt = `${rtBuild}.${dist}`;
      await add(
        'BaseOS',
        kernelPackages({ kernel, parts: ['', 'core', 'modules-core'] }),
      );
      await add('AppStream', kernelPackages({ kernel, parts: ['devel'] }));
      await add(
        'RT',
        kernelPackages({
          kernel: rt,
          prefix: 'kernel-rt',
          sourceRpm: `kernel-rt-${rt}.src.rpm`,
        }),
      );

      expect(summarize(await read(['BaseOS', 'AppStream', 'RT']))).toEqual([
        [kernel, `default ${kernel}.x86_64`, `rt ${rt}.x86_64`],
      ]);
    },
  );

  it('reads EL9.4 and EL10: one source package for all variants of all architectures', async () => {
    const kernel = '6.12.0-124.52.1.el10_1';
    const flavours: Record<string, [string, string][]> = {
      x86_64: [
        ['kernel', ''],
        ['kernel-rt', '+rt'],
        ['kernel-rt-debug', '+rt-debug'],
      ],
      aarch64: [
        ['kernel', ''],
        ['kernel-64k', '+64k'],
        ['kernel-64k-debug', '+64k_debug'],
        ['kernel-rt-64k', '+rt_64k'],
        ['kernel-rt-64k-debug', '+rt_64k_debug'],
      ],
      ppc64le: [['kernel', '']],
      s390x: [['kernel', '']],
    };
    for (const [architecture, variants] of Object.entries(flavours)) {
      const packages = (parts: string[]) =>
        variants.flatMap(([prefix, suffix]) =>
          kernelPackages({ kernel, architecture, prefix, suffix, parts }),
        );
      await add('BaseOS', packages(['core', 'modules-core']), architecture);
      await add('AppStream', packages(['devel']), architecture);
    }

    expect(
      summarize(await read(['BaseOS', 'AppStream'], ARCHITECTURES)),
    ).toEqual([
      [
        kernel,
        `default ${kernel}.x86_64`,
        `rt ${kernel}.x86_64+rt`,
        `rt-debug ${kernel}.x86_64+rt-debug`,
        `default ${kernel}.aarch64`,
        `64k ${kernel}.aarch64+64k`,
        `64k-debug ${kernel}.aarch64+64k-debug`,
        `rt-64k ${kernel}.aarch64+rt-64k`,
        `rt-64k-debug ${kernel}.aarch64+rt-64k-debug`,
        `default ${kernel}.ppc64le`,
        `default ${kernel}.s390x`,
      ],
    ]);
  });

  it('reads Fedora: a release and its updates', async () => {
    const released = '6.14.0-63.fc42';
    const updated = '6.16.8-200.fc42';
    await add('releases', kernelPackages({ kernel: released }));
    await add('updates', [
      ...kernelPackages({ kernel: updated }),
      ...kernelPackages({
        kernel: updated,
        prefix: 'kernel-debug',
        suffix: '+debug',
      }),
    ]);

    expect(summarize(await read(['updates', 'releases']))).toEqual([
      [updated, `default ${updated}.x86_64`, `debug ${updated}.x86_64+debug`],
      [released, `default ${released}.x86_64`],
    ]);
  });

  it("reads Oracle's UEK and the compatible kernel as separate kernels", async () => {
    const compatible = '5.14.0-570.12.1.el9_6';
    const uek = '5.15.0-306.177.4.1.el9uek';
    await add(
      'baseos',
      kernelPackages({ kernel: compatible, architecture: 'aarch64' }),
      'aarch64',
    );
    await add(
      'UEKR7',
      [
        ['kernel-uek', ''],
        ['kernel-uek-debug', '.debug'],
        ['kernel-uek64k', '.64k'],
        ['kernel-uek64kdebug', '.64kdebug'],
      ].flatMap(([prefix, suffix]) =>
        kernelPackages({
          kernel: uek,
          architecture: 'aarch64',
          prefix,
          suffix,
          sourceRpm: `kernel-uek-${uek}.src.rpm`,
          parts: ['', 'core', 'modules', 'devel'],
        }),
      ),
      'aarch64',
    );

    const kernels = await read(['baseos', 'UEKR7'], ['aarch64']);

    expect(summarize(kernels)).toEqual([
      [
        uek,
        `default ${uek}.aarch64`,
        `64k ${uek}.aarch64.64k`,
        `debug ${uek}.aarch64.debug`,
        `64k-debug ${uek}.aarch64.64kdebug`,
      ],
      [compatible, `default ${compatible}.aarch64`],
    ]);
    expect(kernels[0].flavours[0].packages).toEqual([
      'kernel-uek',
      'kernel-uek-core',
      'kernel-uek-devel',
      'kernel-uek-modules',
    ]);
  });

  it('reads a UEK that has no core package', async () => {
    const kernel = '5.4.17-2136.307.3.1.el8uek';
    const [version, release] = kernel.split('-');
    const packages = ['kernel-uek', 'kernel-uek-debug'].flatMap(prefix => {
      const debug = prefix.endsWith('debug') ? '.debug' : '';
      return kernelPackages({ kernel, prefix, parts: ['', 'devel'] }).map(
        (rpm): ListedPackage => ({
          ...rpm,
          provides: rpm.name.endsWith('devel')
            ? []
            : [
                {
                  name: 'kernel-uek-uname-r',
                  version,
                  release: `${release}.x86_64${debug}`,
                },
              ],
        }),
      );
    });
    await add('UEKR6', packages);

    expect(summarize(await read(['UEKR6']))).toEqual([
      [kernel, `default ${kernel}.x86_64`, `debug ${kernel}.x86_64.debug`],
    ]);
  });

  it('reads Amazon Linux: no package is called core', async () => {
    const kernel = '6.1.112-122.189.amzn2023';
    const packages = kernelPackages({
      kernel,
      parts: ['', 'devel', 'headers', 'modules-extra'],
    });
    await add(
      'core',
      packages.map(rpm =>
        rpm.name === 'kernel'
          ? {
              ...rpm,
              provides: rpm.provides.map(provide => ({
                ...provide,
                name: 'kernel-uname-r',
              })),
            }
          : rpm,
      ),
    );

    expect(summarize(await read(['core']))).toEqual([
      [kernel, `default ${kernel}.x86_64`],
    ]);
  });

  it('reads a release with a plus sign, of any variant', async () => {
    const kernel = '6.12.0-55.el10+1';
    await add('BaseOS', [
      ...kernelPackages({ kernel }),
      ...kernelPackages({ kernel, prefix: 'kernel-rt', suffix: '+rt' }),
    ]);

    expect(summarize(await read(['BaseOS']))).toEqual([
      [kernel, `default ${kernel}.x86_64`, `rt ${kernel}.x86_64+rt`],
    ]);
  });

  it.each(['kernel-uname-r', 'kernel-core-uname-r'])(
    'reads uname -r from %s',
    async provide => {
      const kernel = '6.16.7-200.fc42';
      const [core, ...others] = kernelPackages({ kernel });
      await add('updates', [
        { ...core, provides: [{ ...core.provides[1], name: provide }] },
        ...others,
      ]);

      expect(summarize(await read(['updates']))).toEqual([
        [kernel, `default ${kernel}.x86_64`],
      ]);
    },
  );

  it('keeps names with a plus sign', async () => {
    const kernel = '5.14.0-391.el9';
    const [core] = kernelPackages({ kernel, parts: ['core'] });
    await add('BaseOS', [
      ...kernelPackages({ kernel }),
      { ...core, name: 'libstdc++-devel' },
      { ...core, name: 'kernel-core+extra' },
    ]);

    const kernels = await read(['BaseOS']);

    expect(kernels[0].flavours[0].packages).toEqual([
      'kernel-core',
      'kernel-devel',
      'kernel-modules',
    ]);
  });
});
