import { ConfigReader } from '@backstage/config';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { readDriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { podmanBuilderType } from './podmanBuilderType';

const BUILDER = { id: 'local', type: 'podman' };

function read(builder: JsonObject) {
  const config = new ConfigReader({
    driverToolkit: { builders: [{ ...BUILDER, ...builder }] },
  });
  return readDriverToolkitConfig(config, { builderTypes: [podmanBuilderType] })
    .builders[0];
}

function problem(builder: JsonObject): string {
  try {
    read(builder);
    return '';
  } catch (error) {
    return toError(error).message;
  }
}

describe('The configuration of a podman builder', () => {
  it('has a default for everything', () => {
    expect(read({})).toEqual({
      ...BUILDER,
      architectures: ['x86_64'],
      concurrency: 1,
      limits: { timeout: { hours: 1 } },
      storage: { maxBytes: 50 * 1024 ** 3, maxAge: { days: 30 } },
      packageCache: { maxBytes: 5 * 1024 ** 3 },
      driverProxy: false,
      unsafeDriverMounts: false,
      extraArguments: [],
    });
  });

  it('boots with defaults', () => {
    expect(read({ boot: { qemu: {} } })).toMatchObject({
      boot: {
        qemu: {
          programs: {},
          memory: 512 * 1024 ** 2,
          timeout: { minutes: 1 },
        },
      },
    });
    expect(problem({ boot: { qemu: { memory: '1MiB' } } })).toContain(
      "driverToolkit.builders[0].boot.qemu.memory must be a size from 128MiB to 16GiB, such as '512MiB'",
    );
  });

  it('accepts all keys', () => {
    const config = {
      ...BUILDER,
      architectures: ['aarch64'],
      concurrency: 2,
      connection: 'build-host-1',
      builds: ['toolkits'],
      storage: {
        path: '/srv/storage',
        maxBytes: 2 * 1024 ** 3,
        maxAge: { days: 3 },
      },
      driverProxy: true,
      unsafeDriverMounts: true,
      limits: { memory: '4g', cpus: 1.5, timeout: { hours: 2 } },
      packageCache: { path: '/srv/packages', maxBytes: 0 },
      boot: {
        qemu: {
          programs: { x86_64: '/usr/libexec/qemu-kvm' },
          memory: 1024 ** 3,
          timeout: { seconds: 30 },
        },
      },
      extraArguments: ['--network=host'],
      toolkitArguments: ['--volume=/etc/pki:/etc/pki'],
    };
    expect(read(config)).toEqual(config);
  });

  it.each<[JsonObject, string]>([
    [
      { connection: 'arm-host' },
      "driverToolkit.builders[0].builds is missing; it must be ['toolkits'] or ['drivers'] if there is a 'connection': on the other machine all builds share one storage, in which a driver could leave layers for a toolkit.",
    ],
    [
      { connection: 'arm-host', builds: ['toolkits', 'drivers'] },
      "driverToolkit.builders[0].builds must be ['toolkits'] or ['drivers'] if there is a 'connection': on the other machine all builds share one storage, in which a driver could leave layers for a toolkit, but is a list.",
    ],
    [
      { connection: '--help', builds: ['drivers'] },
      "driverToolkit.builders[0].connection must be the name of a podman system connection (letters, digits, '.', '_' and '-'), but is '--help'.",
    ],
    [
      { storage: { maxBytes: '1MiB' } },
      "driverToolkit.builders[0].storage.maxBytes must be a size from 1GiB to 1024TiB, such as '50GiB', but is '1MiB'.",
    ],
    [
      { packageCache: { path: 'packages' } },
      "driverToolkit.builders[0].packageCache.path must be an absolute path without ':', such as /var/cache/driver-toolkit, but is 'packages'.",
    ],
    [
      { packageCache: { maxBytes: 'all' } },
      "driverToolkit.builders[0].packageCache.maxBytes must be a size up to 1024GiB, such as '5GiB', or 0 for none, but is 'all'.",
    ],
    [
      { packagesCache: {} },
      "driverToolkit.builders[0].packagesCache is not a known key; did you mean 'packageCache'?",
    ],
  ])('refuses %j', (builder, expected) => {
    expect(problem(builder)).toEqual(expected);
  });

  it.each([
    '--authfile',
    '--authfile=/root/auth.json',
    '--iidfile=id',
    '--tag=other',
    '--file',
    '-t',
    '-fContainerfile',
  ])('refuses the extra argument %s', argument => {
    for (const key of ['extraArguments', 'toolkitArguments']) {
      expect(problem({ [key]: ['--network=host', argument] })).toBe(
        `driverToolkit.builders[0].${key}[1] must be an argument of podman build other than --authfile, --file, --iidfile and --tag, which the builder sets itself, but is '${argument.replace(
          /=.*/,
          '=…',
        )}'.`,
      );
    }
  });

  it('accepts extra arguments with similar names', () => {
    const extraArguments = ['--timestamp=0', '--tls-verify', '--format=oci'];

    expect(read({ extraArguments })).toMatchObject({ extraArguments });
  });
});
