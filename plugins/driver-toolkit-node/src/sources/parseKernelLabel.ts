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
 * The flavour that an image's label names, which holds `uname -r` or the
 * version-release alone (`5.14.0-391.el9`).
 *
 * @remarks
 * An image tells nothing of packages: none are listed, and the flavour is not
 * buildable, since nobody has seen a devel package of it.
 *
 * @param label - Its name for messages, the variant that it is for where its
 * value does not say, and whether only all of `uname -r` will do.
 * @throws InputError where it is neither, or of another architecture.
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
    // Throws where the kernel could not be an image's tag.
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
      )}', which is no kernel for ${architecture}, such as 5.14.0-391.el9.${architecture}`,
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
  // Labels of rt kernels may leave the suffix out that the kernel has.
  return uname.variant === 'default' ? { ...uname, ...expected } : uname;
}

function attempt<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch {
    return undefined;
  }
}
