import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';

/** The greatest length of labels, and of names that DNS resolves. */
const MAX_LENGTH = 63;

/** The label of nodes that DaemonSets select. @public */
export const KERNEL_LABEL = 'driver-toolkit/kernel';

/**
 * The form of `uname -r` of nearly all kernels. Two that differ still differ
 * after their `_` or `+` were replaced: version and release have no `-`, and
 * only the release's end and `x86_64` have a `_`.
 */
const USUAL =
  /^\d+(?:\.\d+)*-[0-9a-z]+(?:\.[0-9a-z]+)*(?:_\d+)?\.(?:x86_64|[0-9a-z]+)(?:\+[0-9a-z]+(?:-[0-9a-z]+)*)?$/;

/** Name of an object for one kernel: a DNS label, or labels joined by dots. */
export function objectName(prefix: string, unameRelease: string): string {
  const name = `${prefix}-${unameRelease.replace(/[_+]/g, '-')}`;
  return USUAL.test(unameRelease) && name.length <= MAX_LENGTH
    ? name
    : shorten(
        `${prefix}-${toName(unameRelease)}`,
        MAX_LENGTH,
        `${prefix} ${unameRelease}`,
      );
}

/**
 * The value of a node's label for its kernel: `uname -r` with `_` for `+`.
 * Where that is no label, or could be that of another kernel, it ends in a
 * hash.
 *
 * @public
 */
export function kernelLabelValue(unameRelease: string): string {
  const value = unameRelease.replace('+', '_');
  return USUAL.test(unameRelease) && value.length <= MAX_LENGTH
    ? value
    : shorten(toLabelValue(unameRelease), MAX_LENGTH, unameRelease);
}

/** A text as the value of a label. */
export function toLabelValue(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, MAX_LENGTH)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

/** A text as a name of Kubernetes. */
export function toName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
}

/** The text, or its beginning and a hash of what it stands for. */
export function shorten(text: string, length: number, identity = text): string {
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 8);
  const begin = text.slice(0, length - hash.length - 1);
  return `${begin.replace(/[^A-Za-z0-9]+$/, '')}-${hash}`;
}

const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DNS_NAME =
  /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** @throws InputError unless it can be the name of a namespace */
export function requireNamespace(namespace: string): string {
  if (!DNS_LABEL.test(namespace)) {
    throw new InputError(
      `'${namespace}' cannot be a namespace: those are up to 63 lower-case letters, digits and '-'.`,
    );
  }
  return namespace;
}

/** @throws InputError unless it can be the name of a secret */
export function requireSecretName(name: string): string {
  if (name.length > 253 || !DNS_NAME.test(name)) {
    throw new InputError(
      `'${name}' cannot be the name of a secret: those are lower-case letters, digits, '-' and '.'.`,
    );
  }
  return name;
}
