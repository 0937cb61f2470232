import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type {
  DriverBuildRequest,
  Image,
  Kernel,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { driverEntity } from '../../__testUtils__/driverEntity';
import type { Index } from '../../index/Index';
import {
  MODULE_CERTIFICATE,
  MODULE_KEY,
} from '../../trust/moduleSigning/__testUtils__/moduleKey';
import { testConfig } from '../__testUtils__/testConfig';
import { planDriverBuild } from './planDriverBuild';

const KERNEL = '5.14.0-391.el9';
const IMAGE = 'registry.example.com/drivers/nic';
const LOCATION = 'https://github.com/acme/nic/';
const REVISION = {
  commit: 'c0ffee'.padEnd(40, '0'),
  location: `https://github.com/acme/nic/tree/${'c0ffee'.padEnd(40, '0')}`,
};
const FLAVOURS: [Variant, string, string][] = [
  ['default', 'x86_64', ''],
  ['default', 'aarch64', ''],
  ['rt', 'x86_64', '+rt'],
];

const index: Partial<Index> = {
  kernel: async (source, kernel) =>
    ({
      source,
      kernel,
      tag: kernel,
      flavours: FLAVOURS.map(([variant, architecture, suffix]) => ({
        variant,
        architecture,
        unameRelease: `${kernel}.${architecture}${suffix}`,
        buildable: true,
      })),
      images: [{ repository: 'ghcr', state: 'present' }],
    } as Kernel),
  image: async () =>
    ({
      reference: `registry.example.com/dtk:${KERNEL}`,
      repository: 'ghcr',
      digest: `sha256:${'a'.repeat(64)}`,
      platforms: ['amd64', 'arm64'].map(architecture => ({
        os: 'linux',
        architecture,
        digest: `sha256:${'b'.repeat(64)}`,
      })),
    } as Image),
};

/** Plans a build of a driver whose repository has this `driver.yaml`. */
function plan(
  driverFile: string | undefined,
  request: Partial<DriverBuildRequest> = {},
  os?: { id: string; version: string },
  moduleSigning = {},
  boot?: { qemu: object },
) {
  return planDriverBuild(
    {
      type: 'driver',
      entityRef: 'component:default/nic',
      source: 'stream',
      kernel: KERNEL,
      ...request,
    },
    {
      index: index as Index,
      catalog: catalogServiceMock({
        entities: [driverEntity('nic', { image: IMAGE, location: LOCATION })],
      }),
      credentials: mockCredentials.user(),
      config: testConfig({
        kernelSources: [
          {
            id: 'stream',
            type: 'rpm',
            repositories: ['https://mirror.example.com/'],
            ...(os && { os }),
          },
        ],
        imageRepositories: [{ id: 'ghcr', image: 'registry.example.com/dtk' }],
        builders: [
          {
            id: 'local',
            type: 'podman',
            architectures: ['x86_64', 'aarch64'],
            ...(boot && { boot }),
          },
        ],
        drivers: { repositories: [{ prefix: 'registry.example.com/drivers' }] },
        moduleSigning,
      }),
      revisions: {
        read: async location => {
          expect(location).toBe(LOCATION);
          return { ...REVISION, driverFile };
        },
      },
    },
  );
}

describe('planDriverBuild', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plan-'));
    await writeFile(join(folder, 'certificate'), MODULE_CERTIFICATE);
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** A key for the modules of the repository's owner. */
  async function signing(mode = 0o600) {
    const keyFile = join(folder, `key-${mode}`);
    await writeFile(keyFile, MODULE_KEY);
    await chmod(keyFile, mode);
    const certificateFile = join(folder, 'certificate');
    return {
      keys: [{ name: 'modules', keyFile, certificateFile }],
      drivers: [{ repository: 'github.com/acme', keys: ['modules'] }],
    };
  }

  it('refuses to boot the kernel on a builder that cannot', async () => {
    const file = 'modules: [nic]\ncheck: { boot: true }';
    const refused = plan(file);
    await expect(refused).rejects.toThrow(ConflictError);
    await expect(refused).rejects.toThrow(
      "which builder 'local' is not configured for. Install qemu-system-x86_64",
    );
    expect(await plan(file, {}, undefined, {}, { qemu: {} })).toMatchObject({
      driver: { check: { boot: true } },
    });
    expect(await plan('modules: [nic]')).toMatchObject({ type: 'driver' });
  });

  it('refuses a driver whose modules must be signed, but have no key', async () => {
    await expect(plan('modules: [nic]\nsigning: required')).rejects.toThrow(
      new ConflictError(
        'The modules of component:default/nic must be signed, as its driver.yaml says, but driverToolkit.moduleSigning.drivers gives no key to component:default/nic from github.com/acme/nic.',
      ),
    );
  });

  it('refuses a driver whose key cannot sign', async () => {
    await expect(
      plan(undefined, {}, undefined, await signing(0o604)),
    ).rejects.toThrow(
      new ConflictError(
        'The modules of component:default/nic must be signed: driverToolkit.moduleSigning.keys[0].keyFile is the path of a file that everybody on this machine can read; take that right away with `chmod o-r`.',
      ),
    );
  });

  it('builds the commit, into the image of the annotation', async () => {
    const withoutFile = await plan(undefined);
    expect(withoutFile.driver).toBeUndefined();
    expect(withoutFile).toMatchObject({
      ...REVISION,
      sourceRepository: 'github.com/acme/nic',
      imageReference: `${IMAGE}:${KERNEL}.x86_64`,
    });
    expect(await plan('modules: [nic]')).toMatchObject({
      imageReference: `${IMAGE}:${KERNEL}.x86_64`,
      driver: { modules: [{ name: 'nic' }] },
    });
  });

  it('builds what driver.yaml says', async () => {
    const file = `
version: 1.4.2
image: registry.example.com/drivers/other
tag: \${DRIVER_VERSION}-\${KERNEL_VERSION}-\${VARIANT}-\${OS_ID}\${OS_VERSION}-\${ARCH}
build: { needs: ['component:default/core'] }
modules: [nic_core, { name: nic, parameters: { debug: '1' } }]
replaces: [nic_old]
signing: required
check: { boot: true }
`;
    const { imageReference, driver } = await plan(
      file,
      { variant: 'rt' },
      { id: 'centos', version: '9' },
      await signing(),
      { qemu: {} },
    );
    expect(imageReference).toBe(
      `registry.example.com/drivers/other:1.4.2-${KERNEL}-rt-centos9-x86_64`,
    );
    expect(driver).toEqual({
      version: '1.4.2',
      modules: [
        { name: 'nic_core' },
        { name: 'nic', parameters: { debug: '1' } },
      ],
      replaces: ['nic_old'],
      signing: 'required',
      check: { boot: true },
      needs: ['component:default/core'],
    });
  });

  it.each([
    ['image: ghcr.io/somebody/else', 'may not be pushed to ghcr.io/somebody'],
    [
      "tag: '${KERNEL_FULL_VERSION}-${OS_ID}'",
      "needs the distribution of kernel source 'stream', which nobody has configured: set `os` of this source",
    ],
    ['tag: latest', 'driver.yaml:2: Tag '],
    [
      'kernels:\n  sources: [rhel-9]',
      "component:default/nic does not support kernels of source 'stream': it supports rhel-9 only (kernels.sources, driver.yaml:3).",
    ],
    [
      "kernels:\n  newest: 1\n  range: '>= 6.12'",
      `component:default/nic does not support kernel ${KERNEL}: it supports >= 6.12 only (kernels.range, driver.yaml:4).`,
    ],
    [
      'kernels: { variants: [rt] }',
      'does not support default kernels: it supports rt only (kernels.variants, driver.yaml:2).',
    ],
    [
      'kernels: { architectures: [s390x] }',
      'does not support x86_64 or aarch64: it supports s390x only (kernels.architectures, driver.yaml:2).',
    ],
  ])('refuses %j', async (file, message) => {
    await expect(plan(`modules: [nic]\n${file}`)).rejects.toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('builds for an architecture that the driver supports', async () => {
    const file = 'modules: [nic]\nkernels: { architectures: [aarch64] }';
    expect((await plan(file)).architecture).toBe('aarch64');
    await expect(plan(file, { architecture: 'x86_64' })).rejects.toThrow(
      'does not support x86_64: it supports aarch64 only (kernels.architectures, driver.yaml:2).',
    );
  });
});
