import type {
  BootedModule,
  BootFailure,
  BootReport,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

const ERRNO_NAMES: Partial<Record<number, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  6: 'ENXIO',
  8: 'ENOEXEC',
  12: 'ENOMEM',
  16: 'EBUSY',
  17: 'EEXIST',
  22: 'EINVAL',
  95: 'EOPNOTSUPP',
  126: 'ENOKEY',
  129: 'EKEYREJECTED',
};

/** Lines about modules that the kernel then accepts. */
const ASIDE = /taint(s|ing) kernel/;

/** A sentence about a boot that failed, or undefined. */
export function describeBootFailure(
  { failure, lines }: BootReport,
  unameRelease: string,
): string | undefined {
  if (!failure) {
    return undefined;
  }
  const { reason, module, errno } = failure;
  const kernel = `The booted kernel ${unameRelease}`;
  const when =
    module === undefined ? 'outside of the loading of modules' : `at ${module}`;
  const quote = quoteOf(reason, lines);
  const quoted = quote === undefined ? '.' : `: ${quote}`;
  switch (reason) {
    case 'refused':
      return quote === undefined
        ? `${kernel} could not load ${module}: its init returned ${
            ERRNO_NAMES[errno!] ?? `error ${errno}`
          }.`
        : `${kernel} refused to load ${module}${quoted}`;
    case 'oops':
      return `${kernel} crashed ${when}${quoted}`;
    case 'warning':
      return `${kernel} warned ${when}${quoted}`;
    case 'hung':
      return `${kernel} hung ${when}${quoted}`;
    case 'flooded':
      return `${kernel} wrote too many messages ${when}, more than 256 KiB.`;
    default:
      return `${kernel} stopped ${when}${quoted}`;
  }
}

/** A line for a build's log about a boot that passed. */
export function describeBoot(
  { modules, milliseconds }: BootReport,
  unameRelease: string,
): string {
  return `Booted: kernel ${unameRelease}, in ${(milliseconds / 1000).toFixed(
    1,
  )} s; ${modules.map(describeModule).join(', ')}`;
}

function describeModule({ name, state, unloaded }: BootedModule): string {
  switch (state) {
    case 'loaded':
      return unloaded
        ? `${name} was loaded and unloaded`
        : `${name} was loaded, but could not be unloaded`;
    case 'no-device':
      return `${name} was accepted, and found no hardware (its init returned -ENODEV)`;
    default:
      return `${name} was not tried, because a module that it needs found no hardware`;
  }
}

/** The kernel's line that says most; undefined if none says why. */
function quoteOf(
  reason: BootFailure['reason'],
  lines: readonly string[],
): string | undefined {
  switch (reason) {
    case 'refused':
      return lines.find(line => !ASIDE.test(line));
    case 'unfinished':
      return lines.at(-1);
    default:
      return lines[0];
  }
}
