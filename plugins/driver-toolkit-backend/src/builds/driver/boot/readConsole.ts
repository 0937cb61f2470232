import type {
  BootedModule,
  BootFailure,
  BootReport,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  type BootOutput,
  printableText,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ModuleLoad } from './planLoads';

const MAX_LINES = 20;
const MAX_LINE_LENGTH = 300;
const ENODEV = 19;
/** Of a symbol that no loaded module exports. */
const ENOENT = 2;
const DRIVER_TOOLKIT = 'driver-toolkit: ';
/** Time and caller, which the kernel puts before each line. */
const PREFIX = /^(\[ *\d+\.\d+\])?(\[ *[TC]\d+\])? */;
/** Bad page, died, warned, soft lockup: the kernel's `tainted-kernels.rst`. */
const TAINTS = (1 << 5) | (1 << 7) | (1 << 9) | (1 << 14);
const OOPS = /\b(Oops|general protection fault|Kernel panic|Internal error)\b/;
/** The line that an oops begins with. */
const OOPS_START =
  /^(BUG:|Unable to handle)|\b(Oops|general protection|panic)\b/;
const LOCKUP = /\bsoft lockup\b/;
const WARNING = /^(WARNING: CPU: \d|BUG: )/;

/** What the init did, with what the kernel said meanwhile. */
interface Step {
  action: 'load' | 'unload' | undefined;
  /** Undefined before the first step, and after the last. */
  module?: string;
  outcome?: 'done' | 'failed' | 'died' | 'hung';
  /** errno, or signal. */
  number?: number;
  lines: string[];
}

/**
 * Reads a booted kernel's console: which modules were loaded, and why one was
 * not.
 *
 * @remarks
 * The kernel's lines do not always name the module that they are about, so each
 * belongs to the step during which it came.
 *
 * @param loads - in order
 */
export function readConsole(
  { text, end, milliseconds }: BootOutput,
  loads: readonly ModuleLoad[],
): BootReport {
  const { steps, started, ended, taints } = readSteps(text);
  const modules = statesOf(loads, steps);
  const failed = (
    failure: BootFailure['reason'],
    { module, number }: Step,
    lines: string[],
  ): BootReport => ({
    failure: {
      reason: failure,
      ...(module !== undefined && { module }),
      ...(failure === 'refused' && { errno: number }),
    },
    modules,
    lines: lines
      .slice(0, MAX_LINES)
      .map(line => printableText(line, MAX_LINE_LENGTH)),
    milliseconds,
  });
  const last = steps.at(-1)!;

  if (end === 'output') {
    return failed('flooded', last, last.lines);
  }
  const hung = steps.find(
    ({ outcome, lines }) =>
      outcome === 'hung' || lines.some(line => LOCKUP.test(line)),
  );
  if (hung) {
    return failed('hung', hung, from(hung.lines, LOCKUP));
  }
  const died = steps.find(
    ({ outcome, lines }) =>
      outcome === 'died' || (started && lines.some(line => OOPS.test(line))),
  );
  if (died) {
    return failed('oops', died, from(died.lines, OOPS_START));
  }
  // A machine that does not end after its last step does no harm.
  if (end === 'time' && !ended) {
    return failed('hung', last, []);
  }
  const refused = steps.find(
    ({ action, module }) =>
      action === 'load' &&
      modules.some(({ name, state }) => name === module && state === 'refused'),
  );
  if (refused) {
    return failed('refused', refused, refused.lines);
  }
  if (!ended) {
    return failed('unfinished', last, last.lines.slice(-MAX_LINES));
  }
  // Before the first step, the kernel itself may have warned.
  const warned = steps
    .slice(1)
    .find(({ lines }) => lines.some(line => WARNING.test(line)));
  if (warned || (taints & TAINTS) !== 0) {
    return failed(
      'warning',
      warned ?? last,
      from((warned ?? last).lines, WARNING),
    );
  }
  return { modules, lines: [], milliseconds };
}

/** The lines from the first that matches on. */
function from(lines: string[], pattern: RegExp): string[] {
  const first = lines.findIndex(line => pattern.test(line));
  return first < 0 ? [] : lines.slice(first);
}

function readSteps(text: string) {
  const steps: Step[] = [{ action: undefined, lines: [] }];
  let started = false;
  let ended = false;
  let taintBefore = 0;
  let taints = 0;
  for (const raw of text.split('\n')) {
    const line = raw.replace(PREFIX, '').trimEnd();
    if (!line.startsWith(DRIVER_TOOLKIT)) {
      if (line !== '') {
        steps.at(-1)!.lines.push(line);
      }
      continue;
    }
    const [what, ...words] = line
      .slice(DRIVER_TOOLKIT.length)
      .split(' ')
      .filter(Boolean);
    if (what === 'start') {
      started = true;
      taintBefore = Number(words[1]);
      steps.push({ action: undefined, lines: [] });
    } else if (what === 'end') {
      ended = true;
      taints = Number(words[1]) & ~taintBefore;
      steps.push({ action: undefined, lines: [] });
    } else if (what === 'load' || what === 'unload') {
      steps.push({ action: what, module: words[0], lines: [] });
    } else {
      const step = steps.at(-1)!;
      step.outcome = what as Step['outcome'];
      step.number = words[2] === undefined ? undefined : Number(words[2]);
    }
  }
  return { steps, started, ended, taints };
}

function statesOf(
  loads: readonly ModuleLoad[],
  steps: readonly Step[],
): BootedModule[] {
  const find = (action: Step['action'], name: string) =>
    steps.find(step => step.action === action && step.module === name);
  const withoutDevice = new Set<string>();
  return loads.flatMap(({ name, isNamed, needs }) => {
    const loaded = find('load', name);
    const lacksProvider = needs.some(needed => withoutDevice.has(needed));
    let state: BootedModule['state'] = 'untried';
    if (loaded?.outcome === 'done') {
      state = 'loaded';
    } else if (loaded?.outcome === 'failed') {
      if (loaded.number === ENODEV) {
        state = 'no-device';
      } else {
        state =
          loaded.number === ENOENT && lacksProvider ? 'no-provider' : 'refused';
      }
    }
    if (state === 'no-device' || state === 'no-provider') {
      withoutDevice.add(name);
    }
    const unloaded = find('unload', name)?.outcome === 'done';
    return isNamed
      ? [{ name, state, ...(state === 'loaded' && { unloaded }) }]
      : [];
  });
}
