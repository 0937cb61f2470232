import type { QemuConfig } from './QemuConfig';

/** A virtual machine that boots a kernel directly. */
interface Machine {
  program: string;
  /** `-M` and `-cpu`. */
  arguments: string[];
  console: string;
}

const MACHINES: Partial<Record<string, Machine>> = {
  x86_64: {
    program: 'qemu-system-x86_64',
    arguments: ['-M', 'pc', '-cpu', 'max'],
    console: 'ttyS0',
  },
  aarch64: {
    program: 'qemu-system-aarch64',
    // `max` is far slower.
    arguments: ['-M', 'virt', '-cpu', 'cortex-a72'],
    console: 'ttyAMA0',
  },
};

/** The machine of an architecture; undefined if none can be booted. */
export function machineOf(
  architecture: string,
  { programs }: Pick<QemuConfig, 'programs'>,
): Machine | undefined {
  const machine = MACHINES[architecture];
  const program = programs[architecture as keyof typeof programs];
  return machine && { ...machine, ...(program && { program }) };
}

/**
 * QEMU's arguments for a machine that has a processor, memory and a console,
 * and nothing else.
 *
 * @remarks
 * It emulates the processor (TCG). `/dev/kvm` may exist and hang, and a guest
 * that escapes from it is in the host's kernel.
 *
 * @param files - paths of the kernel and its initramfs
 * @param memory - bytes
 */
export function machineArguments(
  machine: Machine,
  files: { kernel: string; initramfs: string },
  memory: number,
): string[] {
  return [
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-monitor',
    'none',
    '-no-reboot',
    ...machine.arguments,
    '-accel',
    'tcg,tb-size=64',
    '-m',
    `${Math.floor(memory / 1024 ** 2)}M`,
    '-smp',
    '1',
    '-serial',
    'stdio',
    '-sandbox',
    'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
    '-kernel',
    files.kernel,
    '-initrd',
    files.initramfs,
    '-append',
    [
      `console=${machine.console}`,
      'quiet',
      // All lines of the init, however many.
      'printk.devkmsg=on',
      // A panic ends the machine.
      'panic=-1',
      // The kernel prints the stack of a module that never returns.
      'softlockup_panic=1',
      'cryptomgr.notests',
      'no_timer_check',
    ].join(' '),
  ];
}
