import { describeType } from './jsonSchema.mjs';
import { loadDependency, loadSource } from './loadSource.mjs';
import { code, prose, table } from './markdown.mjs';

/** @import { JsonSchema } from './jsonSchema.mjs' */

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} type
 * @property {string} preset its default, or "required"
 * @property {string} text
 */

const BACKEND = 'plugins/driver-toolkit-backend';
const READER = 'plugins/driver-toolkit-node/src/config/schema/driverToolkit.ts';
const BUILDER = `${BACKEND}/src/builders/podman/podmanBuilderType.ts`;
const ROOT = 'driverToolkit';

/**
 * The page about the configuration: types and texts of `config.d.ts`, and defaults of the schema that reads it.
 *
 * @throws if the two differ in their keys, in what they require, or in a default
 */
export async function configurationPage() {
  const { properties = {}, description = '' } = await loadDeclared();
  const read = loadRead();
  const sections = Object.entries(properties).map(([name, section]) =>
    describeSection(name, section, propertyOf(read, name, name)),
  );
  return `# Configuration

${prose(
  description,
)} All keys are below \`${ROOT}\`. [Configuration](../configuration.md) explains them, with examples.

${sections.join('\n\n')}
`;
}

/** @returns {Promise<JsonSchema>} */
async function loadDeclared() {
  const { loadConfigSchema } = loadDependency(
    '@backstage/config-loader',
    'packages/cli',
  );
  const schema = await loadConfigSchema({
    dependencies: [],
    packagePaths: [`${BACKEND}/package.json`],
  });
  /** @type {{ path: string, value: any }[]} */
  const schemas = schema.serialize().schemas;
  return schemas.find(({ path }) => path === `${BACKEND}/config.d.ts`)?.value
    .properties[ROOT];
}

/** @returns {JsonSchema} */
function loadRead() {
  const { toJSONSchema } = loadDependency('zod', BACKEND);
  const { driverToolkit } = loadSource(READER);
  const { podmanBuilderType } = loadSource(BUILDER);
  return toJSONSchema(driverToolkit([podmanBuilderType]), {
    io: 'input',
    unrepresentable: 'any',
  });
}

/**
 * @param {string} name
 * @param {JsonSchema} section
 * @param {JsonSchema} read
 */
function describeSection(name, section, read) {
  const heading = `## ${code(name)}\n\n${prose(section.description ?? '')}`;
  const declared = section.items ?? section;
  const { oneOf = [read.items ?? read] } = read.items ?? read;
  const path = section.items ? `${name}[].` : `${name}.`;
  const rows = declared.anyOf
    ? describeKinds(declared.anyOf, oneOf, path)
    : toTable(rowsOf(declared, oneOf[0], path), path);
  return `${heading}\n\n${rows}`;
}

/**
 * Entries of several types: the common keys, then the others of each type.
 *
 * @param {JsonSchema[]} declared
 * @param {JsonSchema[]} read
 * @param {string} path
 */
function describeKinds(declared, read, path) {
  const typeOf = (/** @type {JsonSchema} */ kind) =>
    String(kind.properties?.type.const);
  const kinds = declared.map(kind => {
    const type = typeOf(kind);
    const found = read.find(other => typeOf(other) === type);
    return { ...kind, type, rows: rowsOf(kind, found ?? {}, path) };
  });
  const [first, ...others] = kinds.map(
    ({ rows }) => new Set(rows.map(row => JSON.stringify(row))),
  );
  const common = [...first].filter(row => others.every(set => set.has(row)));
  return [
    toTable(
      common.map(row => JSON.parse(row)),
      path,
    ),
    ...kinds.map(({ type, properties, rows, ...kind }) => {
      const description = kind.description ?? properties?.type.description;
      const own = rows.filter(
        row =>
          row.key !== `${path}type` && !common.includes(JSON.stringify(row)),
      );
      return `### Type ${code(type)}\n\n${prose(
        description ?? '',
      )}\n\n${toTable(own, path)}`;
    }),
  ].join('\n\n');
}

/**
 * @param {JsonSchema} declared
 * @param {JsonSchema} read
 * @param {string} path
 * @returns {Row[]}
 */
function rowsOf(declared, read, path) {
  const { properties = {}, required = [] } = declared;
  for (const name of Object.keys(read.properties ?? {})) {
    propertyOf(declared, name, `${path}${name}`);
  }
  return Object.entries(properties).flatMap(([name, property]) => {
    const key = `${path}${name}`;
    const found = propertyOf(read, name, key);
    const isRequired = required.includes(name);
    if (isRequired !== (read.required ?? []).includes(name)) {
      throw new Error(
        `config.d.ts and the code that reads it do not both require ${key}.`,
      );
    }
    const [text, stated] = takeDefault(property.description ?? '');
    const row = {
      key,
      type: isDuration(property) ? 'duration' : describeType(property),
      preset: isRequired ? 'required' : describeDefault(key, found, stated),
      text,
    };
    const below = objectIn(property);
    if (!below) {
      return [row];
    }
    const prefix = property.items ? `${key}[].` : `${key}.`;
    const rows = rowsOf(below, objectIn(found) ?? {}, prefix);
    // An object whose keys have defaults needs no row.
    const isDescribed = text || (stated && found.default === undefined);
    return isDescribed ? [row, ...rows] : rows;
  });
}

/**
 * @param {JsonSchema} schema
 * @param {string} name
 * @param {string} key
 */
function propertyOf({ properties = {} }, name, key) {
  if (!(name in properties)) {
    throw new Error(
      `config.d.ts and the code that reads it do not both have ${key}.`,
    );
  }
  return properties[name];
}

/**
 * A text without the sentence about the default, and the default.
 *
 * @param {string} text
 */
function takeDefault(text) {
  const [sentence, stated] = /Default: (.*?)\.(?=\s|$)/s.exec(text) ?? [''];
  return [text.replace(sentence, '').trim(), stated];
}

/**
 * @param {string} key
 * @param {JsonSchema} read
 * @param {string} [stated] from config.d.ts
 */
function describeDefault(key, read, stated = '') {
  const applied = read.default;
  if (applied === undefined || typeof applied === 'object') {
    return stated;
  }
  if (stated && stated.replaceAll('`', '') !== String(applied)) {
    throw new Error(
      `config.d.ts says that the default of ${key} is ${stated}, but the code that reads it says ${applied}.`,
    );
  }
  return code(String(applied));
}

/**
 * The schema of an object, or of the objects in a list.
 *
 * @param {JsonSchema} schema
 */
function objectIn(schema) {
  if (isDuration(schema)) {
    return undefined;
  }
  const { items = schema } = schema;
  return [items, ...(items.anyOf ?? [])].find(
    ({ properties }) => properties !== undefined,
  );
}

/**
 * Whether it takes Backstage's HumanDuration.
 *
 * @param {JsonSchema} schema
 */
function isDuration({ anyOf = [] }) {
  return anyOf.some(({ properties }) => properties?.milliseconds);
}

/**
 * @param {Row[]} rows
 * @param {string} path prefix of all keys
 */
function toTable(rows, path) {
  return table(
    ['key', 'type', 'default', 'meaning'],
    rows.map(({ key, type, preset, text }) => [
      code(key.slice(path.length)),
      type,
      prose(preset),
      prose(text),
    ]),
  );
}
