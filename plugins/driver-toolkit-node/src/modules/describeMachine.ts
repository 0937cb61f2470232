/**
 * Common names of `e_machine` values, from the System V ABI and its
 * supplements.
 */
const MACHINES: Record<number, string> = {
  3: 'x86',
  8: 'MIPS',
  20: 'PowerPC',
  21: 'ppc64',
  22: 's390',
  40: 'ARM',
  62: 'x86_64',
  183: 'aarch64',
  243: 'RISC-V',
  258: 'LoongArch',
};

/** Common names of the machines of RPM's architectures. */
const RPM_NAMES: Record<string, string> = {
  '64-bit little-endian x86_64': 'x86_64',
  '64-bit little-endian aarch64': 'aarch64',
  '64-bit little-endian ppc64': 'ppc64le',
  '64-bit big-endian s390': 's390x',
};

/** The machine fields of an ELF header. */
export interface ElfMachine {
  bits: 32 | 64;
  order: 'little' | 'big';
  /** `e_machine` */
  machine: number;
}

/**
 * An architecture's RPM name or, if RPM has no kernels for it, a description.
 */
export function describeMachine({ bits, order, machine }: ElfMachine): string {
  const name = `${bits}-bit ${order}-endian ${
    MACHINES[machine] ?? `machine ${machine}`
  }`;
  return RPM_NAMES[name] ?? name;
}
