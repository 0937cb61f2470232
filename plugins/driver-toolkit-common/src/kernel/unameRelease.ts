import { InputError } from '@backstage/errors';
import type { Variant } from '../api';
import { isRpmArchitecture } from './architecture';
import { isVariant } from './variants';

/** The parts of a running kernel's `uname -r`. @public */
export interface UnameRelease {
  version: string;
  release: string;
  /** RPM name, such as `x86_64`. */
  architecture: string;
  variant: Variant;
}

// A release may contain a plus sign; the variant's comes after the
// architecture.
const UNAME =
  /^([A-Za-z0-9._+~^]+)-([A-Za-z0-9._+~^]+)\.([A-Za-z0-9_]+)(?:\+([A-Za-z0-9_-]+))?$/;

// Oracle's kernels have their own release and a dot before the variant.
const UEK_UNAME =
  /^([A-Za-z0-9._+~^]+)-([A-Za-z0-9._+~^]+\.el\d+(?:_\d+)?uek(?:next)?)\.([A-Za-z0-9_]+?)(?:\.(debug|64k|64kdebug))?$/;
const UEK_RELEASE = /\.el\d+(?:_\d+)?uek(?:next)?$/;
const UEK_SUFFIXES: ReadonlyMap<Variant, string> = new Map([
  ['default', ''],
  ['debug', '.debug'],
  ['64k', '.64k'],
  ['64k-debug', '.64kdebug'],
]);

// EL8 and EL9.0 to 9.2 build rt with a separate release,
// 284.36.1.rt14.321.el9_2, and omit the suffix.
const RT_RELEASE = /\.rt\d+\.\d+\./;

/**
 * Reads `uname -r`, such as `5.14.0-427.18.1.el9_4.x86_64+rt`.
 *
 * @remarks
 * Also accepts the form of the `kernel-*-uname-r` provides, in which a hyphen
 * of the variant is an underscore (`+rt_debug`), because rpm does not allow a
 * hyphen there. {@link formatUnameRelease} then gives the kernel's own form
 * (`+rt-debug`). The separate rt releases of EL8 and EL9.0 to 9.2 mean rt
 * without a suffix. Oracle's UEK writes `.debug`, `.64k` and `.64kdebug`.
 *
 * @throws InputError on anything else.
 * @public
 */
export function parseUnameRelease(uname: string): UnameRelease {
  const uek = UEK_UNAME.exec(uname);
  const [, version, release, architecture, suffix] =
    uek ?? UNAME.exec(uname) ?? [];
  const variant =
    version === undefined ||
    namesArchitecture(release) ||
    (UEK_RELEASE.test(release) && !uek)
      ? undefined
      : toVariant(release, suffix);
  if (!variant || !isRpmArchitecture(architecture)) {
    throw new InputError(
      `'${uname}' is not a kernel release as uname -r prints it, such as 5.14.0-391.el9.x86_64 or 5.14.0-427.18.1.el9_4.x86_64+rt`,
    );
  }
  return { version, release, architecture, variant };
}

/**
 * Writes what {@link parseUnameRelease} reads.
 *
 * @throws InputError if the release is one of rt and the variant is not, or if
 * the release does not have the variant.
 * @public
 */
export function formatUnameRelease(uname: UnameRelease): string {
  const { version, release, architecture, variant } = uname;
  const kernel = `${version}-${release}.${architecture}`;
  if (UEK_RELEASE.test(release)) {
    const suffix = UEK_SUFFIXES.get(variant);
    if (suffix === undefined) {
      throw new InputError(
        `Release '${release}' is Oracle's, which has no variant '${variant}'`,
      );
    }
    return `${kernel}${suffix}`;
  }
  if (RT_RELEASE.test(release)) {
    const [flavour, ...rest] = variant.split('-');
    if (flavour !== 'rt') {
      throw new InputError(
        `Release '${release}' is one of rt, so it has no variant '${variant}'`,
      );
    }
    return rest.length ? `${kernel}+${rest.join('-')}` : kernel;
  }
  return variant === 'default' ? kernel : `${kernel}+${variant}`;
}

function toVariant(release: string, suffix?: string): Variant | undefined {
  if (UEK_RELEASE.test(release)) {
    const written = suffix === undefined ? '' : `.${suffix}`;
    return [...UEK_SUFFIXES].find(([, own]) => own === written)?.[0];
  }
  const parts = suffix?.split(/[-_]/) ?? [];
  if (RT_RELEASE.test(release)) {
    parts.unshift('rt');
  }
  const variant = parts.join('-') || 'default';
  // Only a missing suffix means default, and a doubled rt is no variant.
  return isVariant(variant) && suffix !== 'default' ? variant : undefined;
}

/** Text after an architecture is a variant, not a part of the release. */
function namesArchitecture(release: string): boolean {
  return release
    .split('+')
    .slice(0, -1)
    .some(part => isRpmArchitecture(part.slice(part.lastIndexOf('.') + 1)));
}
