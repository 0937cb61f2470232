import type { DriverVerdict } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

const KERNEL = '5.14.0-391.el9';

/** The verdict on a driver image with one module. */
export function aVerdict(change: Partial<DriverVerdict> = {}): DriverVerdict {
  const { kernel = KERNEL } = change;
  const unameRelease = `${kernel}.x86_64`;
  return {
    format: 1,
    passed: true,
    entityRef: 'component:default/nic',
    source: 'stream',
    kernel,
    variant: 'default',
    architecture: 'x86_64',
    unameRelease,
    heldAgainst: {
      toolkit: `registry.example.com/dtk@sha256:${'a'.repeat(64)}`,
      kernelSymbols: 24_622,
    },
    modules: [
      {
        name: 'acme_nic',
        path: `/opt/lib/modules/${unameRelease}/acme-core.ko.gz`,
        machine: 'x86_64',
        srcversion: 'ABCDEF',
        vermagic: `${unameRelease} SMP mod_unload modversions `,
        depends: [],
        signature: { signer: 'Acme modules', hash: 'sha256' },
        compression: 'gz',
        versioned: true,
      },
    ],
    symbols: { names: ['kfree', 'module_layout'], crcs: [161, 1] },
    exports: { names: [], crcs: [] },
    warnings: [],
    ...change,
  };
}
