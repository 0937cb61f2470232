import { describeType } from './jsonSchema.mjs';
import { code, prose, table } from './markdown.mjs';
import { readRoutes } from './readRoutes.mjs';

/** @import { Answer, Parameter, Route } from './readRoutes.mjs' */

/** The page about the HTTP API. */
export function httpApiPage() {
  const routes = readRoutes();
  return `# HTTP API

Paths are below \`/api/driver-toolkit\` of the backend. [openapi.yaml](../../plugins/driver-toolkit-backend/src/http/openapi.yaml) describes the bodies, whose schemas are named here. \`DriverToolkitClient\` of [\`@driver-toolkit/backstage-plugin-driver-toolkit-common\`](../../plugins/driver-toolkit-common/README.md) is a typed client.

${table(
  ['route', 'permission', 'what it does'],
  routes.map(({ title, anchor, permission, description }) => [
    `[${code(title)}](#${anchor})`,
    code(permission),
    prose(firstSentence(description)),
  ]),
)}

${routes.map(routeSection).join('\n\n')}

## Errors

What the routes have in common. Each error has the form that Backstage's have: \`{ error: { name, message } }\`.

${answerTable(sharedAnswers(routes))}
`;
}

/** @param {Route} route */
function routeSection(route) {
  const { title, description, permission, parameters, body, answers } = route;
  return [
    `## ${code(title)}`,
    prose(description),
    `Permission: [${code(permission)}](permissions.md).`,
    parameters.length > 0 &&
      table(
        ['parameter', 'in', 'type', 'default', 'meaning'],
        parameters.map(describeParameter),
      ),
    body && `Body: ${code(body)}.`,
    answerTable(answers.filter(({ isShared }) => !isShared)),
    `[Errors](#errors): ${answers
      .filter(({ isShared }) => isShared)
      .map(({ status }) => status)
      .join(', ')}.`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** @param {Answer[]} answers */
function answerTable(answers) {
  return table(
    ['status', 'body', 'meaning'],
    answers.map(({ status, content, description }) => [
      status,
      content && code(content),
      prose(description),
    ]),
  );
}

/**
 * Responses that several routes share, each once.
 *
 * @param {Route[]} routes
 */
function sharedAnswers(routes) {
  const shared = routes
    .flatMap(({ answers }) => answers)
    .filter(({ isShared }) => isShared)
    .map(answer => /** @type {const} */ ([answer.description, answer]));
  return [...new Map(shared).values()].sort(
    (one, other) => Number(one.status) - Number(other.status),
  );
}

/** @param {Parameter} parameter */
function describeParameter({ name, in: place, required, description, schema }) {
  const preset = schema.default === undefined ? '' : String(schema.default);
  return [
    code(name),
    place,
    describeType(schema),
    required ? 'required' : preset && code(preset),
    prose(description ?? schema.description ?? ''),
  ];
}

/** @param {string} text */
function firstSentence(text) {
  return text.split(/(?<=\.) /)[0];
}
