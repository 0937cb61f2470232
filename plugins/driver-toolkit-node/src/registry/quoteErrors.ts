/** Fields with errors, in registries and other web services. */
const CONTAINERS = ['errors', 'error'];
/** Fields that identify an error, before those that describe it. */
const NAMES = ['code', 'error', 'title'];
const WORDS = [
  'message',
  'msg',
  'error_description',
  'errorMessage',
  'description',
  'reason',
  'detail',
  'details',
];
/** Nesting limit, as in `{"errors":[{"detail":{"name":["is taken"]}}]}`. */
const MAX_DEPTH = 4;
/** Maximum of errors of one kind in a message. */
const MAX_ITEMS = 5;

/**
 * An answer's error text: from the distribution specification's form ("Error
 * Codes"), or from the forms of other web services; empty if it has none.
 */
export function quoteErrors(body: unknown): string {
  return isObject(body) || typeof body === 'string' ? quoteKnown(body) : '';
}

function quoteKnown(value: unknown, depth = 0): string {
  if (!isObject(value)) {
    return quoteAny(value, depth);
  }
  const container = CONTAINERS.map(name => value[name])
    .filter(inner => typeof inner === 'object')
    .map(inner => quoteAny(inner, depth + 1))
    .find(Boolean);
  if (container) {
    return container;
  }
  const name = NAMES.map(key => value[key]).find(isText);
  const words =
    WORDS.map(key => quoteAny(value[key], depth + 1)).find(
      said => said && said !== name,
    ) ??
    CONTAINERS.map(key => value[key]).find(
      said => isText(said) && said !== name,
    );
  return [name, words].filter(Boolean).join(': ');
}

/** Texts of a value that is an error by its position, in any form. */
function quoteAny(value: unknown, depth: number): string {
  if (isText(value)) {
    return value.trim();
  }
  if (depth > MAX_DEPTH) {
    return '';
  }
  if (Array.isArray(value)) {
    return value
      .filter(Boolean)
      .slice(0, MAX_ITEMS)
      .map(item => quoteAny(item, depth + 1))
      .filter(Boolean)
      .join('; ');
  }
  if (!isObject(value)) {
    return '';
  }
  return quoteKnown(value, depth) || quoteFields(value, depth);
}

/** Such as `{"name":["is taken"]}`. */
function quoteFields(value: Record<string, unknown>, depth: number): string {
  return Object.entries(value)
    .slice(0, MAX_ITEMS)
    .map(([name, inner]) => [name, quoteAny(inner, depth + 1)])
    .filter(([, said]) => said)
    .map(parts => parts.join(': '))
    .join('; ');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
