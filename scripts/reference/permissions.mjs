import { describeType } from './jsonSchema.mjs';
import { loadDependency, loadSource } from './loadSource.mjs';
import { code, prose, table } from './markdown.mjs';
import { readComments } from './readComments.mjs';
import { readRoutes } from './readRoutes.mjs';

const PERMISSIONS = 'plugins/driver-toolkit-common/src/permissions.ts';
const RULES = 'plugins/driver-toolkit-backend/src/access/buildRules.ts';

/** The page about permissions, and the rules for conditions. */
export function permissionsPage() {
  const permissions = readPermissions();
  return `# Permissions

[Who may do what](../permissions.md) explains them, with policies to copy. \`@driver-toolkit/backstage-plugin-driver-toolkit-common\` exports them.

${table(
  ['permission', 'allows to', 'action', 'resource type', 'export'],
  permissions.map(({ name, text, action, resourceType, constant }) => [
    code(name),
    prose(text),
    code(action),
    resourceType ? code(resourceType) : '',
    code(constant),
  ]),
)}

## Routes

The routes of the [HTTP API](http-api.md) that take each permission.

${permissions
  .map(({ name }) => `- ${code(name)}: ${linkRoutes(name)}`)
  .join('\n')}

## Conditions on builds

A policy can make \`driver-toolkit.build.read\` depend on the build. \`@driver-toolkit/backstage-plugin-driver-toolkit-backend\` exports these conditions as \`buildConditions\`.

${table(
  ['condition', 'rule', 'what it does', 'parameter'],
  Object.entries(loadSource(RULES).buildRules).map(([name, rule]) => [
    code(name),
    code(rule.name),
    prose(rule.description),
    describeParameters(rule.paramsSchema),
  ]),
)}
`;
}

/**
 * @typedef {object} Permission
 * @property {string} name
 * @property {string} action
 * @property {string} [resourceType]
 * @property {string} constant its name in the code
 * @property {string} text what it allows
 */

/** @returns {Permission[]} */
function readPermissions() {
  const comments = readComments(PERMISSIONS);
  const { driverToolkitPermissions, ...constants } = loadSource(PERMISSIONS);
  return driverToolkitPermissions.map((/** @type {any} */ permission) => {
    const { name, attributes, resourceType } = permission;
    const constant = Object.keys(constants).find(
      key => constants[key] === permission,
    );
    const text = comments.get(constant ?? '');
    if (!text) {
      throw new Error(
        `${name} has no description: write above its definition what it allows, in ${PERMISSIONS}.`,
      );
    }
    return { name, action: attributes.action, resourceType, constant, text };
  });
}

/** @param {string} name */
function linkRoutes(name) {
  return readRoutes()
    .filter(({ permission }) => permission === name)
    .map(({ title, anchor }) => `[${code(title)}](http-api.md#${anchor})`)
    .join(', ');
}

/** @param {unknown} zodSchema */
function describeParameters(zodSchema) {
  const zod = loadDependency('zod', 'plugins/driver-toolkit-backend');
  /** @type {import('./jsonSchema.mjs').JsonSchema} */
  const { properties = {} } = zod.toJSONSchema(zodSchema);
  return Object.entries(properties)
    .map(
      ([name, schema]) =>
        `${code(name)}, ${describeType(schema)}: ${schema.description}`,
    )
    .join('; ');
}
