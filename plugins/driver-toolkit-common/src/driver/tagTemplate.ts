import { InputError } from '@backstage/errors';
import type { Variant } from '../api';
import { formatTag, parseUnameRelease } from '../kernel';

/** The variables of a driver image's tag template. @public */
export const TAG_VARIABLES = [
  'KERNEL_FULL_VERSION',
  'KERNEL_VERSION',
  'VARIANT',
  'ARCH',
  'OS_ID',
  'OS_VERSION',
  'DRIVER_VERSION',
] as const;

/** The template of a driver that has none. @public */
export const DEFAULT_TAG = '${KERNEL_FULL_VERSION}';

/** The values of the variables. @public */
export interface TagValues {
  unameRelease: string;
  variant: Variant;
  /** RPM name. */
  architecture: string;
  /** Undefined if nobody has configured it. */
  os?: { id: string; version: string };
  /** The driver's own. */
  driverVersion?: string;
}

type TagVariable = (typeof TAG_VARIABLES)[number];

const PART = /\$\{([^}]*)\}|([^$]+)|\$/g;
const LITERAL = /^[A-Za-z0-9._-]+$/;

/**
 * What prevents the use of a tag template, as a sentence; undefined if nothing
 * does.
 *
 * @remarks
 * Images of different kernels or variants under one tag would overwrite each
 * other. Those of different architectures do not: the tag is then a manifest
 * list.
 *
 * @param driver - `variants` are those that the driver supports, undefined for
 * all
 * @public
 */
export function findTagProblem(
  template: string,
  driver: { variants?: readonly Variant[]; version?: string } = {},
): string | undefined {
  let parts: TemplatePart[];
  try {
    parts = parseTemplate(template);
  } catch (error) {
    return (error as Error).message;
  }
  const has = (...names: TagVariable[]) =>
    names.some(name => parts.some(({ variable }) => variable === name));
  if (!has('KERNEL_FULL_VERSION', 'KERNEL_VERSION')) {
    return `Tag '${template}' would be the same for every kernel; add \${KERNEL_FULL_VERSION} or \${KERNEL_VERSION}`;
  }
  const hasOneVariant = driver.variants?.length === 1;
  if (!hasOneVariant && !has('KERNEL_FULL_VERSION', 'VARIANT')) {
    return `Tag '${template}' would be the same for the variants ${
      driver.variants?.join(', ') ?? 'of a kernel'
    }; add \${VARIANT} or \${KERNEL_FULL_VERSION}, or support one variant only (kernels.variants)`;
  }
  if (has('DRIVER_VERSION') && driver.version === undefined) {
    return `Tag '${template}' has \${DRIVER_VERSION}, but the driver has no version; add the key \`version\``;
  }
  return undefined;
}

/**
 * The tag of a driver image: its template with the values of a kernel.
 *
 * @remarks
 * `${KERNEL_FULL_VERSION}` is `uname -r`, `${KERNEL_VERSION}` its version and
 * release. Tags must not contain `+`, so each becomes `_`, as KMM does it.
 *
 * @throws InputError if a value is unknown, or if the result is not a tag.
 * @public
 */
export function expandTag(template: string, values: TagValues): string {
  const expanded = parseTemplate(template).map(({ text, variable }) => {
    const value = variable ? valueOf(variable, values) : text;
    if (value === undefined) {
      throw new InputError(
        `Tag '${template}' has \${${variable}}, whose value is unknown`,
      );
    }
    return value;
  });
  return formatTag(expanded.join(''));
}

function valueOf(variable: TagVariable, values: TagValues): string | undefined {
  switch (variable) {
    case 'KERNEL_FULL_VERSION':
      return values.unameRelease;
    case 'KERNEL_VERSION': {
      const { version, release } = parseUnameRelease(values.unameRelease);
      return `${version}-${release}`;
    }
    case 'VARIANT':
      return values.variant;
    case 'ARCH':
      return values.architecture;
    case 'OS_ID':
      return values.os?.id;
    case 'OS_VERSION':
      return values.os?.version;
    default:
      return values.driverVersion;
  }
}

interface TemplatePart {
  text: string;
  variable?: TagVariable;
}

function parseTemplate(template: string): TemplatePart[] {
  const refuse = (why: string) =>
    new InputError(`Tag '${template}' cannot be used: ${why}`);
  const parts: TemplatePart[] = [];
  for (const [text, name, literal] of template.matchAll(PART)) {
    const before = parts.at(-1)?.variable;
    const variable = TAG_VARIABLES.find(known => known === name);
    if (literal === undefined && variable === undefined) {
      throw refuse(
        name === undefined
          ? "it has a '$' without a variable, such as ${KERNEL_FULL_VERSION}"
          : `there is no variable \${${name}}; there are ${TAG_VARIABLES.join(
              ', ',
            )}`,
      );
    }
    if (literal !== undefined && !LITERAL.test(literal)) {
      throw refuse("tags have letters, digits, '.', '_' and '-' only");
    }
    if (before && variable && !mayFollow(before, variable)) {
      throw refuse(
        `\${${before}} and \${${variable}} need a separator between them, such as '-'`,
      );
    }
    parts.push({ text, variable });
  }
  if (/^[.-]/.test(template)) {
    throw refuse("tags must not begin with '.' or '-'");
  }
  return parts;
}

/**
 * Without a separator, the end of one value could be the beginning of the next:
 * two kernels would share a tag.
 */
function mayFollow(before: TagVariable, variable: TagVariable): boolean {
  return before === 'OS_ID' && variable === 'OS_VERSION';
}
