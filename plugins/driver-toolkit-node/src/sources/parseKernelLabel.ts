import { InputError } from '@backstage/errors';
import {
  formatTag,
  formatUnameRelease,
  parseUnameRelease,
  type Flavour,
  type UnameRelease,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { printableText } from '../http/printableText';

const MAX_SHOWN = 100;

/**
 * Parses the flavour in an image's label: `uname -r`, or only the
 * version-release (`5.14.0-391.el9`).
 *
 * @remarks
 * An image has no information about packages: none are listed, and the flavour
 * is not buildable, because its devel package is unknown.
 *
 * @param label - Its name for messages, the default variant, and whether the
 * complete `uname -r` is required.
 * @throws InputError if it is neither, or for another architecture.
 */
export function parseKernelLabel(
  value: string,
  architecture: string,
  label: { name: string; variant?: Variant; isComplete?: boolean },
): Flavour {
  const { variant = 'default', isComplete = false } = label;
  try {
    const uname = parseUname(value, { architecture, variant }, isComplete);
    const release = `${uname.version}-${uname.release}`;
    // Throws if the kernel could not be an image's tag.
    formatTag(release);
    return {
      architecture,
      variant: uname.variant,
      release,
      unameRelease: formatUnameRelease(uname),
      buildable: false,
      packages: [],
    };
  } catch {
    throw new InputError(
      `The ${label.name} is '${printableText(
        value,
        MAX_SHOWN,
      )}', which is not a kernel for ${architecture}, such as 5.14.0-391.el9.${architecture}`,
    );
  }
}

function parseUname(
  value: string,
  expected: Pick<UnameRelease, 'architecture' | 'variant'>,
  isComplete: boolean,
): UnameRelease {
  const { architecture } = expected;
  const uname = isComplete
    ? parseUnameRelease(value)
    : attempt(() => parseUnameRelease(value)) ??
      parseUnameRelease(`${value}.${architecture}`);
  if (uname.architecture !== architecture) {
    throw new InputError(`It is for ${uname.architecture}`);
  }
  // Labels of rt kernels may omit the kernel's suffix.
  return uname.variant === 'default' ? { ...uname, ...expected } : uname;
}

function attempt<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch {
    return undefined;
  }
}
