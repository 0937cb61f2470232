import { readdirSync, readFileSync } from 'node:fs';
import {
  parseSymvers,
  readKernelModule,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { requireSymbols } from '../requireSymbols';
import { BootBench } from './__testUtils__/BootBench';
import { describeBoot, describeBootFailure } from './describeBoot';

jest.setTimeout(300_000);

describe('a booted kernel', () => {
  let bench: BootBench;
  let release: string;
  let acme: Buffer;
  let nic: Buffer;

  beforeAll(async () => {
    bench = await BootBench.create();
    release = await bench.release();
    acme = await bench.readDriver('acme.ko');
    nic = await bench.readDriver('acme-nic.ko');
  });

  afterAll(() => bench.dispose());

  /** Loads `acme`, which behaves as its parameter says. */
  async function failureOf(how: string, qemu = {}) {
    const report = await bench.check(
      { 'acme.ko': acme },
      [{ name: 'acme', parameters: { how } }],
      { qemu },
    );
    return { report, sentence: describeBootFailure(report, release) };
  }

  it('loads the modules of a driver after those that they need, and unloads them', async () => {
    const report = await bench.check({ 'acme.ko': acme, 'acme-nic.ko': nic }, [
      { name: 'acme-nic' },
      { name: 'acme' },
    ]);
    expect(report).toEqual({
      // acme_nic needs acme, and acme a module of the kernel.
      modules: [
        { name: 'acme', state: 'loaded', unloaded: true },
        { name: 'acme_nic', state: 'loaded', unloaded: true },
      ],
      lines: [],
      milliseconds: expect.any(Number),
    });
    expect(describeBoot(report, release)).toMatch(
      /^Booted: kernel 6\.\S+, in \d+\.\d s; acme was loaded and unloaded, acme_nic was loaded and unloaded$/,
    );
  });

  it('accepts a module that finds no hardware, and leaves out what needs it', async () => {
    const report = await bench.check({ 'acme.ko': acme, 'acme-nic.ko': nic }, [
      { name: 'acme', parameters: { how: 'no device' } },
      { name: 'acme-nic' },
    ]);
    expect(report.failure).toBeUndefined();
    expect(report.modules).toEqual([
      { name: 'acme', state: 'no-device' },
      { name: 'acme_nic', state: 'no-provider' },
    ]);
  });

  it.each([
    ['fail', 'refused', /could not load acme: its init returned EINVAL\.$/],
    ['oops', 'oops', /crashed at acme: BUG: kernel NULL pointer dereference/],
    ['panic', 'oops', /crashed at acme: Kernel panic .* acme: giving up$/],
    ['warn', 'warning', /warned at acme: WARNING: CPU: 0 .* acme_init\+/],
    ['warn at exit', 'warning', /warned at acme: WARNING: .* acme_exit\+/],
    ['sleep', 'hung', /hung at acme\.$/],
    ['spin', 'hung', /hung at acme: watchdog: BUG: soft lockup/],
    ['flood', 'flooded', /wrote too many messages at acme, more than 256 KiB/],
  ])('fails a module that does this: %s', async (how, reason, sentence) => {
    const failure = await failureOf(how);
    expect(failure.report.failure).toMatchObject({ reason, module: 'acme' });
    expect(failure.sentence).toMatch(sentence);
  });

  it('stops a machine that exceeds its time', async () => {
    const { report, sentence } = await failureOf('spin', {
      timeout: { seconds: 12 },
    });
    expect(report.failure).toEqual({ reason: 'hung', module: 'acme' });
    expect(sentence).toBe(`The booted kernel ${release} hung at acme.`);
    expect(report.milliseconds).toBeLessThan(20_000);
  });

  it('names the same symbol as the check of checksums, for a module of another kernel', async () => {
    const symbols = parseSymvers(bench.readSymvers());
    const verdictOn = (module: Buffer) => {
      const info = readKernelModule(sourceOf(module), { withExports: true });
      try {
        requireSymbols([{ path: '/opt/acme.ko', info }], {
          modules: [],
          symbols,
        });
      } catch (error) {
        return (error as Error).message;
      }
      return 'no problem';
    };
    expect(verdictOn(acme)).toBe('no problem');

    const other = await bench.readDriver('acme.ko', 'other');
    expect(verdictOn(other)).toContain('module_layout');
    const report = await bench.check({ 'acme.ko': other }, [{ name: 'acme' }]);
    expect(report.failure).toEqual({
      reason: 'refused',
      module: 'acme',
      errno: 8,
    });
    expect(describeBootFailure(report, release)).toBe(
      `The booted kernel ${release} refused to load acme: acme: disagrees about version of symbol module_layout`,
    );

    const changed = withOtherChecksum(acme, '_printk');
    expect(verdictOn(changed)).toContain('the checksum differs of _printk');
    expect(
      describeBootFailure(
        await bench.check({ 'acme.ko': changed }, [{ name: 'acme' }]),
        release,
      ),
    ).toBe(
      `The booted kernel ${release} refused to load acme: acme: disagrees about version of symbol _printk`,
    );
  });

  it('ends with the build, and leaves no process', async () => {
    const control = new AbortController();
    const reason = new Error('cancelled');
    const checked = bench.check(
      { 'acme.ko': acme },
      [{ name: 'acme', parameters: { how: 'spin' } }],
      { signal: control.signal },
    );
    await untilMachines();
    control.abort(reason);
    await expect(checked).rejects.toBe(reason);
    expect(machines()).toEqual([]);
  });

  it('runs as a user without rights', async () => {
    const checked = failureOf('spin', { timeout: { seconds: 10 } });
    const [machine] = await untilMachines();
    const readStatus = () => readFileSync(`/proc/${machine}/status`, 'latin1');
    // QEMU starts its sandbox itself.
    while (!/^Seccomp:\t2$/m.test(readStatus())) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    const status = readStatus();
    expect(status).toMatch(/^Uid:\t(60[7-9]\d\d|61[01]\d\d)\t/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^CapBnd:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    const devices = readFileSync(`/proc/${machine}/net/dev`, 'latin1');
    expect(devices.match(/^ *\w+:/gm)).toEqual(['    lo:']);
    await checked;
  });

  describe('for aarch64', () => {
    it('loads and unloads a module with what it needs', async () => {
      const name = 'kernel/drivers/block/rbd.ko';
      const module = await bench.readModule(name, 'aarch64');
      const report = await bench.check(
        { 'rbd.ko': module },
        [{ name: 'rbd' }],
        { architecture: 'aarch64' },
      );
      expect(report).toMatchObject({
        modules: [{ name: 'rbd', state: 'loaded', unloaded: true }],
        lines: [],
      });
    });
  });
});

/** Process ids of virtual machines. */
function machines(): string[] {
  return readdirSync('/proc').filter(name => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'latin1').startsWith(
        'qemu-system-x86_64\0',
      );
    } catch {
      return false;
    }
  });
}

async function untilMachines(): Promise<string[]> {
  for (;;) {
    const found = machines();
    if (found.length > 0) {
      return found;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function sourceOf(content: Buffer) {
  return {
    size: content.length,
    read: (offset: number, length: number) =>
      content.subarray(offset, offset + length),
  };
}

/** Changes one entry of `__versions`: 8 bytes of checksum, then the name. */
function withOtherChecksum(module: Buffer, symbol: string): Buffer {
  const changed = Buffer.from(module);
  const name = Buffer.alloc(56);
  name.write(symbol);
  changed[changed.indexOf(name) - 8] ^= 1;
  return changed;
}
