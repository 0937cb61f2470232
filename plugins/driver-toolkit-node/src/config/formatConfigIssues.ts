import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const MAX_SHOWN = 80;
/** Sections whose values may be secrets, put there by mistake or not. */
const SECRET = ['credentials', 'signing'];

/**
 * One sentence for each problem: the key's path, what is allowed there and
 * what was found. Nothing under `credentials` or `signing` is ever quoted, nor a
 * value with an "@" in it, which may be a password in an address.
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

/** An entry of a type that is not supported has keys that are not known either. */
function withoutConsequences(issues: readonly Issue[]): readonly Issue[] {
  const wrongTypes = issues
    .filter(issue => issue.path.at(-1) === 'type')
    .map(issue => issue.path.slice(0, -1).join('.'));
  return issues.filter(
    issue =>
      issue.path.at(-1) === 'type' ||
      !wrongTypes.some(entry => issue.path.join('.').startsWith(entry)),
  );
}

function describe(root: string, value: unknown, issue: Issue): string[] {
  const path = existingPath(value, issue.path);
  const key = formatPath(root, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      name => `${key}.${name} is not a known key; ${issue.message}.`,
    );
  }
  const found = path.reduce<unknown>(child, value);
  if (found === undefined) {
    return [`${key} is missing; it must be ${issue.message}.`];
  }
  const isSecret = path.some(part => SECRET.includes(String(part)));
  const but = isSecret ? undefined : describeFound(found);
  return [`${key} must be ${issue.message}${but ? `, but ${but}` : ''}.`];
}

/** A repository given as a string is its own `url`: the key that the user wrote. */
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

/** What is there in place of what must be. */
function describeFound(found: unknown): string | undefined {
  if (Array.isArray(found)) {
    return describeList(found);
  }
  if (typeof found === 'object' && found !== null) {
    return 'is a section';
  }
  const shown = show(found);
  return shown && `is ${shown}`;
}

/** That it is a list is no news where one is asked for. */
function describeList(list: unknown[]): string {
  if (list.length === 0) {
    return 'is an empty list';
  }
  const twice = list.find((item, index) => list.indexOf(item) < index);
  const shown = twice === undefined ? undefined : show(twice);
  return shown ? `has ${shown} twice` : 'is a list';
}

function show(found: unknown): string | undefined {
  const text = String(found);
  if (text.includes('@')) {
    return undefined;
  }
  const short = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return typeof found === 'string' ? `'${short}'` : short;
}
