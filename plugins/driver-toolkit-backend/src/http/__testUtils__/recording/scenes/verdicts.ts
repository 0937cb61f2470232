import type {
  Build,
  DriverVerdict,
  VerdictModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { driverEntity } from '../../../../__testUtils__/driverEntity';
import { DatabaseVerdictStore } from '../../../../database/records/DatabaseVerdictStore';
import { RecordStore } from '../../../../database/records/RecordStore';
import type { Scene } from '../Scene';
import { history } from './history';
import { aKernel, anImage, digestOf, fill } from './world';

const DRIVER = 'component:default/simple-kmod';
const KERNELS = ['5.14.0-427.el9', '5.14.0-391.el9', '5.14.0-388.el9'];
const MISMATCH =
  "simple_kmod.ko in the image was compiled for another kernel: the checksum of module_layout differs from that of the toolkit's kernel, and so do those of 1 other symbol. The kernel's version or configuration is a different one.";

const entities = ['simple-kmod', 'other-kmod'].map(name =>
  driverEntity(name, {
    image: `registry.example.com/drivers/${name}`,
    location: `https://github.com/acme/${name}/`,
  }),
);

function aModule(
  unameRelease: string,
  name: string,
  rest: Partial<VerdictModule> = {},
): VerdictModule {
  return {
    name: name.replaceAll('-', '_'),
    path: `/opt/lib/modules/${unameRelease}/${name}.ko`,
    machine: 'x86_64',
    version: '1.4.2',
    srcversion: 'B5A1D6C2B73F0E5B5D2A1C4',
    vermagic: `${unameRelease} SMP preempt mod_unload modversions `,
    license: 'GPL',
    depends: [],
    versioned: true,
    ...rest,
  };
}

function aVerdict(kernel: string, rest: Partial<DriverVerdict>): DriverVerdict {
  const unameRelease = `${kernel}.x86_64`;
  return {
    format: 1,
    passed: true,
    entityRef: DRIVER,
    source: 'centos-stream-9',
    kernel,
    variant: 'default',
    architecture: 'x86_64',
    unameRelease,
    driverVersion: '1.4.2',
    heldAgainst: {
      toolkit: `ghcr.io/fabiendupont/driver-toolkit@${digestOf(kernel)}`,
      symbolRecord: digestOf(`symbols of ${kernel}`),
      kernelSymbols: 24_622,
    },
    modules: [aModule(unameRelease, 'simple_kmod')],
    symbols: {
      names: ['_printk', 'kfree', 'kmalloc_trace', 'module_layout'],
      crcs: [0x92997ed8, 0x037a0cba, 0x4c03a563, 0x5b8239ca],
    },
    exports: { names: [], crcs: [] },
    warnings: [],
    ...rest,
  };
}

/**
 * The images of a driver: one that crashes its kernel, one without symbols to
 * hold it against, one with a warning, and one with symbols of another kernel;
 * then a build without a verdict.
 */
export const verdicts: Scene = {
  config: history.config,
  entities,
  async play(backend, recorder) {
    fill(backend, {
      kernels: { 'centos-stream-9': KERNELS.map(kernel => aKernel(kernel)) },
      images: { ghcr: KERNELS.map(kernel => anImage(kernel)) },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    backend.work();
    const store = new DatabaseVerdictStore(
      backend.knex,
      new RecordStore(backend.knex),
    );
    const build = async (kernel: string, rest?: Partial<DriverVerdict>) => {
      recorder.pass();
      const { id, imageReference } = await recorder.act<Build>(
        'POST',
        '/builds',
        {
          type: 'driver',
          entityRef: DRIVER,
          source: 'centos-stream-9',
          kernel,
        },
      );
      const running = await backend.running(id);
      const digest = digestOf(`${DRIVER} ${kernel}`);
      if (rest) {
        await store.keep(
          { buildId: id, requestedBy: 'user:default/guest', imageReference },
          aVerdict(kernel, rest),
        );
      }
      const { refusal } = rest ?? {};
      if (!rest || refusal) {
        running.fail(
          new BuildFailedError(refusal?.message ?? 'make: *** Error 2'),
        );
      } else {
        running.succeed(digest);
        await store.setDigest(id, digest);
      }
      await recorder.ended(id);
    };
    const sentence = `The booted kernel ${KERNELS[2]}.x86_64 crashed at simple_kmod: BUG: kernel NULL pointer dereference, address: 0000000000000008`;
    await build(KERNELS[2], {
      passed: false,
      refusal: { message: sentence, mismatches: [], mismatchCount: 0 },
      boot: {
        modules: [{ name: 'simple_kmod', state: 'refused' }],
        failure: { reason: 'oops', module: 'simple_kmod' },
        lines: [
          'BUG: kernel NULL pointer dereference, address: 0000000000000008',
          'RIP: 0010:init_module+0x8/0x1000 [simple_kmod]',
        ],
      },
    });
    await build(KERNELS[2], { heldAgainst: { toolkit: 'ghcr.io/other' } });
    const unameRelease = `${KERNELS[1]}.x86_64`;
    await build(KERNELS[1], {
      modules: [
        aModule(unameRelease, 'simple-core', {
          compression: 'xz',
          path: `/opt/lib/modules/${unameRelease}/simple-core.ko.xz`,
          signature: { signer: 'Acme modules', key: '0A:1B', hash: 'sha256' },
        }),
        aModule(unameRelease, 'simple_kmod', { depends: ['simple_core'] }),
      ],
      exports: { names: ['simple_register'], crcs: [7] },
      boot: {
        modules: [
          { name: 'simple_core', state: 'loaded', unloaded: true },
          { name: 'simple_kmod', state: 'no-device' },
        ],
      },
      warnings: [
        `/opt/lib/modules/${unameRelease}/simple_kmod.ko has the name of the kernel's own module simple_kmod, so a node may load that one instead. Add simple_kmod to 'replaces' in driver.yaml, or give the module another name.`,
      ],
    });
    const module = `/opt/lib/modules/${KERNELS[0]}.x86_64/simple_kmod.ko`;
    await build(KERNELS[0], {
      passed: false,
      refusal: {
        message: `/opt/lib/modules/${KERNELS[0]}.x86_64/${MISMATCH}`,
        module,
        mismatches: [
          { symbol: 'module_layout', needed: 0x5b8239ca, offered: 0x1a2b3c4d },
          { symbol: 'kmalloc_trace', needed: 0x4c03a563 },
        ],
        mismatchCount: 2,
      },
    });
    await build(KERNELS[0]);
    backend.rest();

    const entityRef = encodeURIComponent(DRIVER);
    await recorder.watch(
      '/sources',
      '/builders',
      '/kernels',
      '/kernels?imageState=present&limit=20',
      ...['present', 'absent', 'unknown'].map(
        state => `/kernels?imageState=${state}&limit=1`,
      ),
      ...KERNELS.map(kernel => `/kernels/centos-stream-9/${kernel}`),
      '/coverage',
      `/driver-claim?entityRef=${entityRef}`,
      '/drivers/default/simple-kmod/certificates',
      '/drivers/default/simple-kmod/verdicts',
      '/drivers/default/other-kmod/verdicts',
      '/verdicts?module=simple-core',
      '/verdicts?symbol=kfree&latest=true&limit=1',
      '/builds',
      `/builds?entityRef=${entityRef}`,
    );
    const { items } = await recorder.get<{ items: Build[] }>('/builds');
    for (const { id } of items) {
      await recorder.watch(
        `/builds/${id}`,
        `/builds/${id}/log?after=0`,
        `/builds/${id}/verdict`,
      );
      await recorder.follow(id);
    }
  },
};
