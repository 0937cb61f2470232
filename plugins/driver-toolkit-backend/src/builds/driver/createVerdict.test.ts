import type { DriverVerdict } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  type KernelModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { DriverPlan } from '../../plans/BuildPlan';
import { createRefusal, createVerdict } from './createVerdict';
import { ModuleRefusedError } from './ModuleRefusedError';
import { type DriverFindings, RefusedDriverError } from './verifyDriverImage';

const UNAME = '5.14.0-391.el9.x86_64';
const PLAN: DriverPlan = {
  type: 'driver',
  source: 'stream',
  kernel: '5.14.0-391.el9',
  architecture: 'x86_64',
  variant: 'default',
  unameRelease: UNAME,
  entityRef: 'component:default/nic',
  location: 'https://forge.example.com/acme/nic/',
  driver: { version: '1.4.2', modules: [] },
  toolkitImage: `registry.example.com/dtk@sha256:${'a'.repeat(64)}`,
  imageReference: `registry.example.com/nic:${UNAME}`,
};

/** @param modules - by file name */
function findingsOf(
  modules: Record<string, Partial<KernelModule>>,
  findings: Partial<DriverFindings> = {},
): DriverFindings {
  return {
    modules: Object.entries(modules).map(([name, info]) => ({
      path: `/opt/lib/modules/${UNAME}/${name}`,
      info: { architecture: 'x86_64', ...info },
    })),
    warnings: [],
    ...findings,
  };
}

const versions = (needs: Record<string, number>) =>
  Object.entries(needs).map(([symbol, crc]) => ({ symbol, crc }));

describe('a verdict', () => {
  it('says what was found, and each symbol once', () => {
    const verdict = createVerdict(
      PLAN,
      findingsOf(
        {
          'b.ko.xz': {
            name: 'b',
            vermagic: `${UNAME} SMP `,
            srcversion: 'ABC',
            version: '1.2',
            license: 'GPL',
            depends: ['a'],
            versions: versions({ module_layout: 1, kfree: 2, a_register: 3 }),
          },
          'a-a.ko': {
            versions: versions({ module_layout: 1 }),
            exports: [{ symbol: 'a_register', crc: 3 }],
            signature: Buffer.from('damaged'),
          },
        },
        {
          warnings: ['Look.'],
          kernel: {
            id: 'sha256:record',
            record: {
              unameRelease: UNAME,
              architecture: 'x86_64',
              modules: [],
              builtin: [],
              symbols: new Map([
                [
                  'kfree',
                  { module: 'vmlinux', namespace: '', isGplOnly: false },
                ],
              ]),
            },
          },
        },
      ),
    );
    expect(verdict).toEqual({
      format: 1,
      passed: true,
      entityRef: 'component:default/nic',
      source: 'stream',
      kernel: '5.14.0-391.el9',
      variant: 'default',
      architecture: 'x86_64',
      unameRelease: UNAME,
      driverVersion: '1.4.2',
      heldAgainst: {
        toolkit: PLAN.toolkitImage,
        symbolRecord: 'sha256:record',
        kernelSymbols: 1,
      },
      modules: [
        {
          name: 'a_a',
          path: `/opt/lib/modules/${UNAME}/a-a.ko`,
          machine: 'x86_64',
          depends: [],
          signature: {},
          versioned: true,
        },
        {
          name: 'b',
          path: `/opt/lib/modules/${UNAME}/b.ko.xz`,
          machine: 'x86_64',
          version: '1.2',
          srcversion: 'ABC',
          vermagic: `${UNAME} SMP `,
          license: 'GPL',
          depends: ['a'],
          compression: 'xz',
          versioned: true,
        },
      ],
      symbols: { names: ['kfree', 'module_layout'], crcs: [2, 1] },
      exports: { names: ['a_register'], crcs: [3] },
      warnings: ['Look.'],
    } satisfies DriverVerdict);
  });

  it('is the same for the same modules in another order', () => {
    const modules = {
      'a.ko': { versions: versions({ x: 1, y: 2 }) },
      'b.ko': { versions: versions({ y: 2, x: 3 }) },
    };
    const reversed = Object.fromEntries(Object.entries(modules).reverse());
    const verdict = createVerdict(PLAN, findingsOf(modules));
    expect(createVerdict(PLAN, findingsOf(reversed))).toEqual(verdict);
    // Two modules that disagree are not reconciled.
    expect(verdict.symbols).toEqual({
      names: ['x', 'x', 'y'],
      crcs: [1, 3, 2],
    });
  });

  it('names no checksums of modules without them', () => {
    const { exports, modules, heldAgainst } = createVerdict(
      PLAN,
      findingsOf({ 'a.ko': { exports: [{ symbol: 'x' }] } }),
    );
    expect(exports).toEqual({ names: ['x'] });
    expect(modules[0].versioned).toBe(false);
    expect(heldAgainst).toEqual({ toolkit: PLAN.toolkitImage });
  });

  it('has a bounded size, and says what it leaves out', () => {
    const many = (count: number, length: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`${i}`.padStart(length), i]),
      );
    const { symbols, omittedSymbols, modules, omittedModules } = createVerdict(
      PLAN,
      findingsOf({
        'a.ko': { versions: versions(many(1100, 512)) },
        'b.ko': { versions: versions(many(5, 513)) },
        ...Object.fromEntries(
          Array.from({ length: 3000 }, (_, i) => [
            `${'m'.repeat(200)}${i}.ko`,
            { license: 'x'.repeat(250) },
          ]),
        ),
      }),
    );
    expect(symbols.names).toHaveLength(1024);
    expect(omittedSymbols).toBe(76 + 5);
    expect(JSON.stringify(modules).length).toBeLessThan(600_000);
    expect(modules.length + omittedModules!).toBe(3002);
  });

  it('says why an image is refused, with the first symbols', () => {
    const mismatches = Array.from({ length: 30 }, (_, i) => ({
      symbol: `symbol_${i}`,
      expected: i,
      ...(i > 0 && { offered: i + 1 }),
    }));
    const findings = findingsOf({ 'a.ko': {} });
    const verdict = createRefusal(
      PLAN,
      new RefusedDriverError(
        new ModuleRefusedError('/opt/a.ko', 'needs symbol_0.', mismatches),
        findings,
      ),
    );
    expect(verdict).toEqual({
      ...createVerdict(PLAN, findings),
      passed: false,
      refusal: {
        message: '/opt/a.ko in the image needs symbol_0.',
        module: '/opt/a.ko',
        mismatches: expect.anything(),
        mismatchCount: 30,
      },
    });
    expect(verdict.refusal!.mismatches).toHaveLength(20);
    expect(verdict.refusal!.mismatches.slice(0, 2)).toEqual([
      { symbol: 'symbol_0', needed: 0 },
      { symbol: 'symbol_1', needed: 1, offered: 2 },
    ]);
    expect(
      createRefusal(
        PLAN,
        new RefusedDriverError(new BuildFailedError('No module.'), findings),
      ).refusal,
    ).toEqual({ message: 'No module.', mismatches: [], mismatchCount: 0 });
  });
});
