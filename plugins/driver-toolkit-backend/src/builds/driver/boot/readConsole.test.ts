import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootOutput } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { describeBoot, describeBootFailure } from './describeBoot';
import { INIT_SOURCE } from './init.generated';
import type { ModuleLoad } from './planLoads';
import { readConsole } from './readConsole';

const RELEASE = '6.12.0-1.el10.x86_64';

const load = (name: string, change: Partial<ModuleLoad> = {}): ModuleLoad => ({
  name,
  isNamed: true,
  from: 'image',
  path: `/opt/${name}.ko`,
  parameters: '',
  needs: [],
  ...change,
});

/** Lines as they come from a serial console. */
function consoleOf(lines: string[]): string {
  return lines
    .map((line, index) => `[    1.${100_000 + index}] ${line}\r\n`)
    .join('')
    .replaceAll('\r', '');
}

function read(
  lines: string[],
  {
    loads = [load('acme')],
    end = 'stopped',
  }: { loads?: ModuleLoad[]; end?: BootOutput['end'] } = {},
) {
  const report = readConsole(
    { text: consoleOf(lines), end, milliseconds: 1520 },
    loads,
  );
  return { report, sentence: describeBootFailure(report, RELEASE) };
}

const say = (line: string) => `driver-toolkit: ${line}`;
const START = ['Linux version 6.12', say('start tainted  0')];
const loading = [...START, say('load acme ')];
const END = say('end tainted  12288');

describe('readConsole', () => {
  it('has programs that were compiled from init.c', () => {
    const source = readFileSync(join(__dirname, 'init.c'));
    expect(createHash('sha256').update(source).digest('hex')).toBe(INIT_SOURCE);
  });

  it('passes modules that were loaded and unloaded, whatever they say', () => {
    const { report, sentence } = read([
      ...loading,
      'acme: loading out-of-tree module taints kernel.',
      'acme: WARNING: old firmware',
      say('done load acme'),
      say('unload acme '),
      say('failed unload acme 16'),
      END,
      'reboot: Restarting system',
    ]);
    expect(sentence).toBeUndefined();
    expect(report).toEqual({
      modules: [{ name: 'acme', state: 'loaded', unloaded: false }],
      lines: [],
      milliseconds: 1520,
    });
    expect(describeBoot(report, RELEASE)).toBe(
      `Booted: kernel ${RELEASE}, in 1.5 s; acme was loaded, but could not be unloaded`,
    );
  });

  it('passes modules without hardware, and those that need them', () => {
    const { report } = read(
      [
        ...loading,
        say('failed load acme 19'),
        say('load nic '),
        'nic: Unknown symbol acme_ports (err -2)',
        say('failed load nic 2'),
        END,
      ],
      { loads: [load('acme'), load('nic', { needs: ['acme'] })] },
    );
    expect(report.failure).toBeUndefined();
    expect(describeBoot(report, RELEASE)).toContain(
      'acme was accepted, and found no hardware (its init returned -ENODEV), nic was not tried, because a module that it needs found no hardware',
    );
  });

  it('does not excuse a module that needs no such module', () => {
    const { report } = read(
      [
        ...loading,
        say('failed load acme 19'),
        say('load nic '),
        say('failed load nic 2'),
        END,
      ],
      { loads: [load('acme'), load('nic')] },
    );
    expect(report.failure).toEqual({
      reason: 'refused',
      module: 'nic',
      errno: 2,
    });
  });

  it('leaves out modules of the kernel, which may be built in', () => {
    const { report } = read(
      [
        ...START,
        say('load libcrc32c '),
        say('failed load libcrc32c 17'),
        say('load acme '),
        say('done load acme'),
        END,
      ],
      { loads: [load('libcrc32c', { isNamed: false }), load('acme')] },
    );
    expect(report.failure).toBeUndefined();
    expect(report.modules.map(({ name }) => name)).toEqual(['acme']);
  });

  it.each([
    [
      'refused to load acme: acme: disagrees about version of symbol module_layout',
      [
        'acme: module verification failed: signature and/or required key missing - tainting kernel',
        'acme: disagrees about version of symbol module_layout',
        say('failed load acme 8'),
        END,
      ],
    ],
    [
      // Without the module's name.
      'refused to load acme: Loading of module with unavailable key is rejected',
      [
        'Loading of module with unavailable key is rejected',
        say('failed load acme 126'),
        END,
      ],
    ],
    [
      'could not load acme: its init returned EIO.',
      [say('failed load acme 5'), END],
    ],
    [
      'could not load acme: its init returned error 113.',
      [say('failed load acme 113'), END],
    ],
    [
      'crashed at acme: Unable to handle kernel NULL pointer dereference at 0',
      [
        'acme: here we go',
        'Unable to handle kernel NULL pointer dereference at 0',
        say('died load acme 9'),
        say('end tainted  128'),
      ],
    ],
    [
      'crashed at acme: Kernel panic - not syncing: acme: giving up',
      ['Kernel panic - not syncing: acme: giving up'],
    ],
    [
      'warned at acme: WARNING: CPU: 0 PID: 80 at acme.c:26',
      [
        'WARNING: CPU: 0 PID: 80 at acme.c:26',
        say('done load acme'),
        say('end tainted  12800'),
      ],
    ],
    [
      'warned at acme: BUG: sleeping function called from invalid context',
      [
        'BUG: sleeping function called from invalid context',
        say('done load acme'),
        say('end tainted  512'),
      ],
    ],
    [
      'hung at acme.',
      ['acme: waiting', say('hung load acme'), say('end tainted  0')],
    ],
    [
      'hung at acme: watchdog: BUG: soft lockup - CPU#0 stuck for 26s!',
      [
        'watchdog: BUG: soft lockup - CPU#0 stuck for 26s!',
        'Kernel panic - not syncing: softlockup: hung tasks',
      ],
    ],
    ['stopped at acme: reboot: machine restart', ['reboot: machine restart']],
    ['stopped at acme.', []],
  ])('says that the kernel %s', (expected, lines) => {
    expect(read([...loading, ...lines]).sentence).toBe(
      `The booted kernel ${RELEASE} ${expected}`,
    );
  });

  it('believes the taint without a line', () => {
    const lines = [...loading, say('done load acme'), say('end tainted  512')];
    expect(read(lines).sentence).toBe(
      `The booted kernel ${RELEASE} warned outside of the loading of modules.`,
    );
  });

  it('knows lines with the number of a process', () => {
    const text = [
      '[   11.1][   T1] driver-toolkit: start tainted  0',
      '[   11.2][  T80] driver-toolkit: load acme ',
      '[   11.3][  T80] acme: Unknown symbol nothing (err -2)',
      '[   11.4][   T1] driver-toolkit: failed load acme 2',
      '[   11.5][   T1] driver-toolkit: end tainted  0',
    ].join('\n');
    expect(
      readConsole({ text, end: 'stopped', milliseconds: 1 }, [load('acme')]),
    ).toMatchObject({
      failure: { reason: 'refused', module: 'acme', errno: 2 },
      lines: ['acme: Unknown symbol nothing (err -2)'],
    });
  });

  it('excuses no module that fails by itself, although it needs one without hardware', () => {
    const { report } = read(
      [
        ...loading,
        say('failed load acme 19'),
        say('load nic '),
        say('failed load nic 22'),
        say('load top '),
        say('failed load top 2'),
        END,
      ],
      {
        loads: [
          load('acme'),
          load('nic', { needs: ['acme'] }),
          load('top', { needs: ['nic'] }),
        ],
      },
    );
    expect(report.modules).toEqual([
      { name: 'acme', state: 'no-device' },
      { name: 'nic', state: 'refused' },
      { name: 'top', state: 'refused' },
    ]);
    expect(report.failure).toMatchObject({ module: 'nic', errno: 22 });
  });

  it('excuses modules that need one that was excused', () => {
    const { report } = read(
      [
        ...loading,
        say('failed load acme 19'),
        ...['nic', 'top'].flatMap(name => [
          say(`load ${name} `),
          say(`failed load ${name} 2`),
        ]),
        END,
      ],
      {
        loads: [
          load('acme'),
          load('nic', { needs: ['acme'] }),
          load('top', { needs: ['nic'] }),
        ],
      },
    );
    expect(report.failure).toBeUndefined();
    expect(report.modules.map(({ state }) => state)).toEqual([
      'no-device',
      'no-provider',
      'no-provider',
    ]);
  });

  it('says what was unloaded', () => {
    const { report } = read([
      ...loading,
      say('done load acme'),
      say('unload acme '),
      say('done unload acme'),
      END,
    ]);
    expect(report.modules).toEqual([
      { name: 'acme', state: 'loaded', unloaded: true },
    ]);
    expect(describeBoot(report, RELEASE)).toContain(
      'acme was loaded and unloaded',
    );
  });

  it('quotes the last lines of a machine that stopped', () => {
    const { report } = read([
      ...loading,
      ...Array.from({ length: 30 }, (_, i) => `line ${i}`),
    ]);
    expect(report.lines).toHaveLength(20);
    expect(report.lines.at(-1)).toBe('line 29');
  });

  it('says which limit a machine exceeded', () => {
    expect(read([...loading, END], { end: 'time' }).report.failure).toBe(
      undefined,
    );
    expect(read(loading, { end: 'time' }).sentence).toBe(
      `The booted kernel ${RELEASE} hung at acme.`,
    );
    expect(read(loading, { end: 'output' }).sentence).toBe(
      `The booted kernel ${RELEASE} wrote too many messages at acme, more than 256 KiB.`,
    );
  });

  it('says that the kernel itself did not start', () => {
    const { report, sentence } = read([
      'Kernel panic - not syncing: No working init found.',
    ]);
    expect(report.failure).toEqual({ reason: 'unfinished' });
    expect(report.modules).toEqual([{ name: 'acme', state: 'untried' }]);
    expect(sentence).toBe(
      `The booted kernel ${RELEASE} stopped outside of the loading of modules: Kernel panic - not syncing: No working init found.`,
    );
  });

  it('blames no module for what the kernel warned of before', () => {
    expect(
      read([
        'WARNING: CPU: 0 PID: 1 at init/main.c:1',
        say('start tainted  512'),
        say('load acme '),
        say('done load acme'),
        say('end tainted  12800'),
      ]).report.failure,
    ).toBeUndefined();
  });

  it('keeps few, short lines', () => {
    const { report } = read([
      ...loading,
      ...Array.from({ length: 100 }, () => 'x'.repeat(1000)),
      say('failed load acme 22'),
      END,
    ]);
    expect(report.lines).toEqual(
      Array.from({ length: 20 }, () => 'x'.repeat(300)),
    );
  });
});
