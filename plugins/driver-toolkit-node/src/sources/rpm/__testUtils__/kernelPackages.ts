/** A package in a test's repository. */
export interface ListedPackage {
  name: string;
  version: string;
  release: string;
  architecture: string;
  sourceRpm: string;
  provides: { name: string; version: string; release: string }[];
  requires?: { name: string; version: string; release: string }[];
}

interface KernelOptions {
  /** version-release */
  kernel: string;
  architecture?: string;
  /** `kernel`, `kernel-rt`, `kernel-64k-debug` … */
  prefix?: string;
  /** The end of `uname -r`, such as `+rt`. */
  suffix?: string;
  sourceRpm?: string;
  parts?: string[];
}

/** The packages of one kernel of one variant, with the provides of a real one. */
export function kernelPackages(options: KernelOptions): ListedPackage[] {
  const {
    kernel,
    architecture = 'x86_64',
    prefix = 'kernel',
    suffix = '',
    sourceRpm = `kernel-${kernel}.src.rpm`,
    parts = ['core', 'modules', 'devel'],
  } = options;
  const [version, release] = kernel.split('-');
  const uname = { version, release: `${release}.${architecture}${suffix}` };
  return parts.map(part => ({
    name: part === '' ? prefix : `${prefix}-${part}`,
    version,
    release,
    architecture,
    sourceRpm,
    provides: [
      { name: `${prefix}-${part}`, version, release },
      { name: `${prefix}-${part}-uname-r`, ...uname },
    ],
  }));
}
