import {
  elfWithModinfo,
  elfWithSymbols,
  type Checksums,
} from './__testUtils__/elf';
import { UNAME } from './__testUtils__/labKernel';
import type { RepositoryEntry } from './__testUtils__/pushRepository';
import { FaultBench } from './faults/__testUtils__/FaultBench';
import { quickDriver } from './faults/__testUtils__/quickDriver';

jest.setTimeout(180_000);

const OTHER = '5.14.0-404.el9.x86_64';
const FOLDER = `lib/modules/${UNAME}`;
const VERMAGIC = `${UNAME} SMP mod_unload`;
const withModule = (module: Buffer) => quickDriver([], module);
const otherModule = elfWithModinfo({ vermagic: `${OTHER} SMP mod_unload` });

const withSymbols = (needs: Checksums) =>
  withModule(elfWithSymbols({ vermagic: VERMAGIC }, { needs }));

/** Repositories whose builds succeed, each with the reason why its image is refused. */
const DRIVERS: Record<string, [Record<string, RepositoryEntry>, string]> = {
  'other-kernel': [
    withModule(otherModule),
    `/opt/${FOLDER}/simple.ko in the image was compiled for another kernel: its vermagic is '${OTHER} SMP mod_unload', not ${UNAME}.`,
  ],
  'other-folder': [
    {
      ...quickDriver(),
      Containerfile: [
        'FROM scratch',
        'ARG KERNEL_VERSION',
        'COPY simple.ko /opt/lib/modules/${KERNEL_VERSION}/',
        'COPY other.ko /lib/modules/${KERNEL_VERSION}/extra/',
        '',
      ].join('\n'),
      'other.ko': otherModule,
    },
    `/${FOLDER}/extra/other.ko in the image was compiled for another kernel`,
  ],
  'other-architecture': [
    withModule(elfWithModinfo({ vermagic: VERMAGIC }, { machine: 183 })),
    'it is a module for aarch64, not for x86_64.',
  ],
  'for-32-bits': [
    withModule(
      elfWithModinfo({ vermagic: VERMAGIC }, { machine: 3, bits: 32 }),
    ),
    'it is a module for 32-bit little-endian x86, not for x86_64.',
  ],
  'two-vermagics': [
    withModule(
      elfWithModinfo(
        Buffer.from(`vermagic=${VERMAGIC}\0vermagic=${OTHER} SMP\0`),
      ),
    ),
    `It has two vermagics that differ: '${VERMAGIC}' and '${OTHER} SMP'`,
  ],
  'long-vermagic': [
    withModule(elfWithModinfo({ vermagic: 'x'.repeat(500_000) })),
    `its vermagic is '${'x'.repeat(256)}', not ${UNAME}.`,
  ],
  'other-configuration': [
    withSymbols({ module_layout: 1, kfree: 1 }),
    `/opt/${FOLDER}/simple.ko in the image was compiled for another kernel: the checksum of module_layout differs from that of the toolkit's kernel, and so do those of 1 other symbol.`,
  ],
  'other-symbol': [
    withSymbols({ kfree: 0xdeadbeef }),
    'the checksum differs of kfree (0xdeadbeef instead of 0x',
  ],
  'missing-symbol': [
    withSymbols({ acme_register: 1 }),
    `/opt/${FOLDER}/simple.ko in the image needs acme_register, which neither the kernel nor another module of the image has.`,
  ],
  'no-symbol-versions': [
    withModule(elfWithModinfo({ vermagic: VERMAGIC })),
    'has no symbol versions, so the kernel refuses it.',
  ],
  'no-module': [
    withModule(Buffer.from('#!/bin/sh\n')),
    `/opt/${FOLDER}/simple.ko in the image is not a kernel module`,
  ],
};

/** Drivers whose modules cannot even be read. */
const UNREADABLE = ['two-vermagics'];

describe('driver-toolkit backend on images that are built and then refused', () => {
  let bench: FaultBench;

  beforeAll(async () => {
    bench = await FaultBench.start(
      {},
      {
        drivers: {
          ...Object.fromEntries(
            Object.entries(DRIVERS).map(([name, [files]]) => [name, { files }]),
          ),
          twin: {
            files: withModule(
              elfWithSymbols(
                { vermagic: VERMAGIC, name: 'in_tree' },
                { needs: { kfree: 0xa1 } },
              ),
            ),
          },
        },
      },
    );
  });

  afterAll(() => bench?.stop());

  /** The registry's answer about an image's tags. */
  async function tagsOf(driver: string): Promise<number> {
    const { lab, images } = bench.backend;
    const repository = `${images.drivers}/${driver}`.slice(
      `${lab.registry}/`.length,
    );
    const { status } = await fetch(
      `http://${lab.registry}/v2/${repository}/tags/list`,
    );
    return status;
  }

  it.each(Object.keys(DRIVERS))('pushes nothing of %s', async driver => {
    const { build, lines, states } = await bench.build(driver);

    expect(build.error?.message).toContain(DRIVERS[driver][1]);
    expect(build.state).toBe('failed');
    expect(build.digest).toBeUndefined();
    expect(states).not.toContain('pushing');
    expect(lines).not.toContainEqual(
      expect.stringMatching(/^(Verified|Pushed)/),
    );
    expect(await tagsOf(driver)).toBe(404);
    const found = await bench.backend.api.getBuildVerdict(build.id);
    const { passed, refusal, moduleCount } = found ?? {};
    expect({ passed, refusal, moduleCount }).toEqual(
      UNREADABLE.includes(driver)
        ? {}
        : {
            passed: false,
            refusal: build.error!.message,
            moduleCount: driver === 'other-folder' ? 2 : 1,
          },
    );
  });

  it('tells which symbols do not match', async () => {
    const { items } = await bench.backend.api.getVerdicts({
      entityRef: 'component:default/other-configuration',
    });
    const found = await bench.backend.api.getBuildVerdict(items[0].buildId);
    expect(found!.verdict).toMatchObject({
      symbols: { names: ['kfree', 'module_layout'], crcs: [1, 1] },
      refusal: {
        module: `/opt/${FOLDER}/simple.ko`,
        mismatchCount: 2,
        mismatches: [
          { symbol: 'module_layout', needed: 1, offered: 0x0badcafe },
          { symbol: 'kfree', needed: 1, offered: 0xa1 },
        ],
      },
    });
  });

  it('warns about a module with the name of an in-tree one', async () => {
    const { build, lines } = await bench.build('twin');
    const warning = expect.stringContaining(
      "has the name of the kernel's own module in_tree",
    );
    expect(build.state).toBe('succeeded');
    expect(lines).toContainEqual(warning);
    expect(await bench.backend.api.getBuildVerdict(build.id)).toMatchObject({
      passed: true,
      warnings: [warning],
    });
  });

  it('pushes a correct image', async () => {
    const { build, lines } = await bench.build('honest');

    expect(build.state).toBe('succeeded');
    expect(lines).toContain(
      `Verified: /opt/${FOLDER}/simple.ko has vermagic ${VERMAGIC}, and its 0 symbols match those of the kernel`,
    );
    expect(await tagsOf('honest')).toBe(200);
  });
});
