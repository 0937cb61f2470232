import type { z } from 'zod';
import { printableText } from '../http/printableText';
import { nearestKey } from './nearestKey';

type Issue = z.core.$ZodIssue;

const MAX_SHOWN = 80;
/**
 * Keys whose values may be secrets, also by mistake; builders have their own
 * such keys.
 */
const SECRET =
  /^(authFile|credentials|keyFile|passphraseFile|pkcs11|signing|tls)$|(kubeconfig|password|secret|token)$/i;
/**
 * Separators before an argument's value, an address's query, and a key's value.
 */
const VALUE_OF_ARGUMENT = /[=?#].*/s;
const NO_KEY = /[^\w.-].*/s;

/**
 * One sentence for each problem: the key's path, the allowed values and the
 * actual value. Secrets are not quoted: nothing under {@link SECRET}, nothing
 * after a "=" or "?", and no value with an "@", which may be a password in an
 * address.
 */
export function formatConfigIssues(
  root: string,
  value: unknown,
  issues: readonly Issue[],
): string {
  return withoutConsequences(issues)
    .flatMap(issue => describe(root, value, issue))
    .join('\n');
}

/** An entry of an unsupported type also has unknown keys. */
function withoutConsequences(issues: readonly Issue[]): readonly Issue[] {
  const wrongTypes = issues
    .filter(issue => issue.path.at(-1) === 'type')
    .map(issue => issue.path.slice(0, -1).join('.'));
  return issues.filter(
    issue =>
      issue.path.at(-1) === 'type' ||
      !wrongTypes.some(entry =>
        `${issue.path.join('.')}.`.startsWith(`${entry}.`),
      ),
  );
}

function describe(root: string, value: unknown, issue: Issue): string[] {
  const path = existingPath(value, issue.path);
  const key = formatPath(root, path);
  if (issue.code === 'unrecognized_keys') {
    const advice = issue.message.split('\n');
    return issue.keys.map(
      // Without a space after the colon, YAML makes one key of key and value.
      (name, i) =>
        `${key}.${shorten(name, NO_KEY)} is not a known key; ${advice[i]}`,
    );
  }
  const found = path.reduce<unknown>(child, value);
  if (found === undefined) {
    const misspelt = misspeltType(value, path);
    return [
      misspelt === undefined
        ? `${key} is missing; it must be ${issue.message}.`
        : `${key} is missing; is '${misspelt}' meant to be this key? It must be ${issue.message}.`,
    ];
  }
  const isSecret = path.some(part => SECRET.test(String(part)));
  const but = isSecret ? undefined : describeFound(found, issue);
  return [`${key} must be ${issue.message}${but ? `, but ${but}` : ''}.`];
}

/** Other unknown keys are reported, except in entries without a type. */
function misspeltType(
  value: unknown,
  path: readonly PropertyKey[],
): string | undefined {
  const entry = path.slice(0, -1).reduce<unknown>(child, value);
  return path.at(-1) === 'type' && typeof entry === 'object' && entry !== null
    ? nearestKey('type', Object.keys(entry))
    : undefined;
}

/**
 * For a repository given as a string, name the key that the user wrote, not
 * `url`.
 */
function existingPath(value: unknown, path: readonly PropertyKey[]) {
  const parent = path.slice(0, -1).reduce<unknown>(child, value);
  return typeof parent === 'string' ? path.slice(0, -1) : path;
}

function child(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? Reflect.get(value, key)
    : undefined;
}

function formatPath(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (prefix, key) =>
      typeof key === 'number'
        ? `${prefix}[${key}]`
        : `${prefix}.${String(key)}`,
    root,
  );
}

/** The actual value. */
function describeFound(found: unknown, issue: Issue): string | undefined {
  if (Array.isArray(found)) {
    return describeList(found);
  }
  if (typeof found === 'object' && found !== null) {
    return 'is a section';
  }
  // Any text is wrong here, and its content may be secret.
  if (typeof found === 'string' && takesNoText(issue)) {
    return 'is text';
  }
  const shown = show(found);
  return shown && `is ${shown}`;
}

/** If a list is required, the message does not repeat that it is one. */
function describeList(list: unknown[]): string {
  if (list.length === 0) {
    return 'is an empty list';
  }
  const twice = list.find((item, index) => list.indexOf(item) < index);
  const shown = twice === undefined ? undefined : show(twice);
  return shown ? `has ${shown} twice` : 'is a list';
}

function takesNoText(issue: Issue): boolean {
  return (
    issue.code === 'invalid_type' &&
    ['array', 'object'].includes(issue.expected)
  );
}

function show(found: unknown): string | undefined {
  const text = String(found);
  if (text.includes('@')) {
    return undefined;
  }
  const shown = shorten(text, VALUE_OF_ARGUMENT);
  return typeof found === 'string' ? `'${shown}'` : shown;
}

/** Its beginning, on one line, up to a possible secret. */
function shorten(text: string, secret: RegExp): string {
  const open = text.replace(secret, rest => `${rest[0]}…`);
  const short = printableText(open, MAX_SHOWN);
  return open.length > MAX_SHOWN ? `${short}…` : short;
}
