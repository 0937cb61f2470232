import { code } from './markdown.mjs';

/**
 * The parts of a JSON schema that the pages show.
 *
 * @typedef {object} JsonSchema
 * @property {string | string[]} [type]
 * @property {string} [description]
 * @property {string} [format]
 * @property {unknown} [default]
 * @property {unknown} [const]
 * @property {unknown[]} [enum]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [exclusiveMinimum]
 * @property {JsonSchema} [items]
 * @property {JsonSchema[]} [anyOf]
 * @property {JsonSchema[]} [oneOf]
 * @property {Record<string, JsonSchema>} [properties]
 * @property {string[]} [required]
 */

/**
 * A type in a few words.
 *
 * @param {JsonSchema} schema
 * @returns {string}
 */
export function describeType(schema) {
  if (schema.anyOf) {
    return schema.anyOf.map(describeType).join(' or ');
  }
  if (schema.enum) {
    return schema.enum.map(value => code(String(value))).join(', ');
  }
  if (schema.const !== undefined) {
    return code(String(schema.const));
  }
  if (schema.items) {
    return `list of ${inPlural(describeType(schema.items))}`;
  }
  const type = [schema.type ?? 'any'].flat().join(' or ');
  const limit = schema.format ?? describeRange(schema);
  return limit ? `${type}, ${limit}` : type;
}

/** @param {string} type */
function inPlural(type) {
  return type.replace(/\b(boolean|integer|number|object|string)\b/g, '$1s');
}

/** @param {JsonSchema} schema */
function describeRange({ minimum, maximum, exclusiveMinimum }) {
  if (minimum !== undefined && maximum !== undefined) {
    return `${minimum} to ${maximum}`;
  }
  return [
    minimum !== undefined && `at least ${minimum}`,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
  ]
    .filter(Boolean)
    .join(', ');
}
