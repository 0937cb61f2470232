import { describeType } from './jsonSchema.mjs';
import { loadDependency, loadSource } from './loadSource.mjs';
import { code, prose, table } from './markdown.mjs';

/** @import { JsonSchema } from './jsonSchema.mjs' */

const BACKEND = 'plugins/driver-toolkit-backend';
const SCAFFOLDER = 'plugins/scaffolder-backend-module-driver-toolkit';

/**
 * @typedef {object} Action
 * @property {string} id
 * @property {string} description
 * @property {{ readOnly: boolean, destructive: boolean, idempotent: boolean }} attributes
 * @property {boolean} supportsDryRun
 * @property {{ input: JsonSchema, output: JsonSchema }} schema
 */

/** The page about actions: those of the actions registry, and those of the scaffolder. */
export function actionsPage() {
  const registered = readRegisteredActions();
  return `# Actions

## Of the actions registry

The backend plugin registers these for programs and agents. [Actions](../actions.md) explains how to offer them to MCP clients. Each takes the [permission](permissions.md) of the route that does the same.

${table(
  ['action', 'reads only', 'destructive', 'idempotent'],
  registered.map(({ id, attributes }) => [
    `[${code(id)}](#${id.replace(':', '')})`,
    yes(attributes.readOnly),
    yes(attributes.destructive),
    yes(attributes.idempotent),
  ]),
)}

${registered.map(actionSection).join('\n\n')}

## Of the scaffolder

The [scaffolder module](../../plugins/scaffolder-backend-module-driver-toolkit/README.md) adds these to software templates.

${readScaffolderActions().map(actionSection).join('\n\n')}
`;
}

/** @returns {Action[]} */
function readRegisteredActions() {
  const { registerActions } = loadSource(
    `${BACKEND}/src/actions/registerActions.ts`,
  );
  const { z } = loadDependency('zod', BACKEND);
  /** @type {Action[]} */
  const actions = [];
  registerActions({
    registry: {
      /** @param {any} action */
      register: ({ name, schema, ...action }) =>
        actions.push({
          ...action,
          id: `driver-toolkit:${name}`,
          schema: {
            input: z.toJSONSchema(schema.input(z), { io: 'input' }),
            output: z.toJSONSchema(schema.output(z)),
          },
        }),
    },
  });
  return actions;
}

/** @returns {Action[]} */
function readScaffolderActions() {
  const { createResolveImageAction } = loadSource(
    `${SCAFFOLDER}/src/resolveImage/index.ts`,
  );
  const { createAwaitEntityAction } = loadSource(
    `${SCAFFOLDER}/src/awaitEntity/index.ts`,
  );
  const { createBuildAction } = loadSource(`${SCAFFOLDER}/src/build/index.ts`);
  return [
    createResolveImageAction({}),
    createAwaitEntityAction({}),
    createBuildAction({}),
  ];
}

/** @param {Action} action */
function actionSection({ id, description, supportsDryRun, schema }) {
  return [
    `### ${code(id)}`,
    prose(description),
    supportsDryRun && 'It runs in dry runs, too.',
    table(['input', 'type', 'default', 'meaning'], inputRows(schema.input)),
    table(['output', 'type', 'meaning'], outputRows(schema.output)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** @param {JsonSchema} schema */
function inputRows({ properties = {}, required = [] }) {
  return Object.entries(properties).map(([name, property]) => [
    code(name),
    describeType(property),
    defaultOf(property, required.includes(name)),
    prose(property.description ?? ''),
  ]);
}

/**
 * @param {JsonSchema} schema
 * @param {boolean} isRequired
 */
function defaultOf(schema, isRequired) {
  if (schema.default !== undefined) {
    return code(String(schema.default));
  }
  return isRequired ? 'required' : '';
}

/**
 * @param {JsonSchema} schema
 * @param {string} prefix
 * @returns {string[][]}
 */
function outputRows({ properties = {} }, prefix = '') {
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const below = property.items ? `${path}[].` : `${path}.`;
    return [
      [code(path), describeType(property), prose(property.description ?? '')],
      ...outputRows(property.items ?? property, below),
    ];
  });
}

/** @param {boolean} value */
function yes(value) {
  return value ? 'yes' : '';
}
