import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { openApiSpec } from '../../openapi.generated';
import type { Exchange } from './Entry';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(closed(openApiSpec) as object, 'openapi.yaml');

interface AnyResponse {
  /** Reference to a shared response. */
  $ref?: string;
  content?: Record<string, { schema: object }>;
}

interface Operation {
  responses: Record<string, AnyResponse | undefined>;
}

/** The operations of `openapi.yaml`, with a pattern for their paths. */
const operations = Object.entries(openApiSpec.paths).flatMap(
  ([template, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(
      ([method, operation]) => ({
        name: `${method.toLocaleUpperCase('en-US')} ${template}`,
        pattern: new RegExp(
          `^${method.toLocaleUpperCase('en-US')} ${template.replace(
            /\{\w+\}/g,
            '[^/]+',
          )}$`,
        ),
        pointer: `openapi.yaml#/paths/${encodeURIComponent(
          template.replace(/\//g, '~1'),
        )}/${method}/responses`,
        operation,
      }),
    ),
);

/** @throws Error if an answer differs from `openapi.yaml` */
export function checkAnswer(exchange: Exchange): void {
  const { method, path, status, answer } = exchange;
  const { operation, pointer, name } = find(method, path);
  const response = operation.responses[status];
  if (!response) {
    throw new Error(`${name} answered ${status}, which it does not describe`);
  }
  const [type] = Object.keys(described(response).content ?? {});
  if (type !== 'application/json') {
    return;
  }
  const place = response.$ref
    ? `openapi.yaml${response.$ref}`
    : `${pointer}/${status}`;
  const validate = ajv.compile({
    $ref: `${place}/content/application~1json/schema`,
  });
  if (!validate(answer)) {
    throw new Error(
      `${name} differs from openapi.yaml: ${ajv.errorsText(validate.errors)}`,
    );
  }
}

function described(response: AnyResponse): AnyResponse {
  const shared: Record<string, AnyResponse> = openApiSpec.components.responses;
  return response.$ref ? shared[response.$ref.split('/').pop()!] : response;
}

function find(method: string, path: string) {
  const [pathname] = path.split('?');
  const found = operations.find(({ pattern }) =>
    pattern.test(`${method} ${pathname}`),
  );
  if (!found) {
    throw new Error(`${method} ${path} is not in openapi.yaml`);
  }
  return found;
}

/** The description with closed objects: no properties beyond the described ones. */
function closed(part: any): unknown {
  if (Array.isArray(part)) {
    return part.map(closed);
  }
  if (typeof part !== 'object' || part === null) {
    return part;
  }
  const { allOf, ...rest } = part;
  const parts = (allOf ?? []).map(resolve);
  const properties = Object.assign(
    {},
    ...[...parts, part].map(each => each.properties),
  );
  const isObject = Object.keys(properties).length > 0;
  return Object.fromEntries(
    Object.entries({
      ...rest,
      ...(allOf && !isObject && { allOf }),
      ...(isObject && {
        additionalProperties: false,
        properties,
        required: [...parts, part].flatMap(each => each.required ?? []),
      }),
    }).map(([key, value]) => [key, closed(value)]),
  );
}

function resolve({ $ref, ...schema }: any): any {
  return $ref
    ? (openApiSpec.components.schemas as any)[$ref.split('/').pop()]
    : schema;
}
