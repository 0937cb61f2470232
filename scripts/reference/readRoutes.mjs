import { loadSource } from './loadSource.mjs';
import { toAnchor } from './markdown.mjs';

/** @import { JsonSchema } from './jsonSchema.mjs' */

/**
 * @typedef {object} Route
 * @property {string} title
 * @property {string} anchor of its heading
 * @property {string} permission
 * @property {string} description
 * @property {Parameter[]} parameters
 * @property {string} body
 * @property {Answer[]} answers
 *
 * @typedef {object} Parameter
 * @property {string} name
 * @property {string} in
 * @property {boolean} [required]
 * @property {string} [description]
 * @property {JsonSchema} schema
 *
 * @typedef {object} Answer
 * @property {string} status
 * @property {string} description
 * @property {string} content
 * @property {boolean} isShared whether other routes share it
 */

const SPEC = 'plugins/driver-toolkit-backend/src/http/openapi.generated.ts';

/**
 * The routes of the HTTP API, with resolved references.
 *
 * @returns {Route[]}
 */
export function readRoutes() {
  const { openApiSpec } = loadSource(SPEC);
  /** @param {any} part */
  const resolve = part => (part.$ref ? follow(openApiSpec, part.$ref) : part);
  /** @type {Route[]} */
  const routes = [];
  for (const [path, operations] of Object.entries(openApiSpec.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const title = `${method.toUpperCase()} ${path}`;
      const { parameters = [], requestBody, responses } = operation;
      routes.push({
        title,
        anchor: toAnchor(title),
        permission: operation['x-permission'],
        description: operation.description,
        parameters: parameters.map(resolve).map((/** @type {any} */ found) => ({
          ...found,
          schema: resolve(found.schema),
        })),
        body: describeContent(requestBody),
        answers: Object.entries(responses).map(([status, response]) => {
          const answer = resolve(response);
          const { description } = answer;
          const isShared = answer !== response;
          const content = describeContent(answer);
          return { status, description, content, isShared };
        }),
      });
    }
  }
  return routes;
}

/**
 * @param {any} document
 * @param {string} reference such as `#/components/schemas/Source`
 */
function follow(document, reference) {
  return reference
    .split('/')
    .slice(1)
    .reduce((part, name) => part[name], document);
}

/**
 * The names of the schemas, or the media type if there are none.
 *
 * @typedef {{ $ref?: string, oneOf?: { $ref?: string }[] }} Schema
 *
 * @param {{ content?: Record<string, { schema: Schema }> }} [body]
 */
function describeContent({ content = {} } = {}) {
  return Object.entries(content)
    .flatMap(([type, { schema }]) =>
      (schema.oneOf ?? [schema]).map(
        ({ $ref }) => $ref?.split('/').at(-1) ?? type,
      ),
    )
    .join(', ');
}
