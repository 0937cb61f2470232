import fc from 'fast-check';
import { openApiSpec } from '../openapi.generated';

/** A request in the form that `fetch` takes. */
export interface FuzzedRequest {
  method: string;
  /** With its query. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Schema {
  $ref?: string;
  type?: string;
  enum?: string[];
  format?: string;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
}

/**
 * Requests for one operation of the description: valid, almost valid and
 * nonsensical ones.
 *
 * @param known - existing names and ids
 */
export function requestsOf(
  method: string,
  path: string,
  known: readonly string[],
): fc.Arbitrary<FuzzedRequest> {
  const operations = openApiSpec.paths[
    path as keyof typeof openApiSpec.paths
  ] as Record<string, Operation>;
  const operation = operations[method.toLowerCase()];
  const parameters = (operation.parameters ?? []).map(dereference);
  const body = operation.requestBody?.content['application/json'].schema;
  return fc
    .record({
      names: fc.tuple(
        ...[...path.matchAll(/\{\w+\}/g)].map(() => textOf(known)),
      ),
      query: queryOf(parameters, known),
      headers: headersOf(),
      body: body ? bodyOf(body, known) : fc.constant(undefined),
    })
    .map(({ names, query, headers, body: content }) => ({
      method,
      path:
        names.reduce(
          (all, name) => all.replace(/\{\w+\}/, () => encode(name)),
          path,
        ) + query,
      headers,
      body: content,
    }));
}

function headersOf(): fc.Arbitrary<Record<string, string>> {
  return fc.record({
    'content-type': fc.oneof(
      { weight: 30, arbitrary: fc.constant('application/json') },
      fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data'),
    ),
    'last-event-id': fc.constantFrom(
      '0',
      '1',
      '-1',
      '1e99',
      'x',
      '9'.repeat(40),
    ),
  });
}

function queryOf(
  parameters: Parameter[],
  known: readonly string[],
): fc.Arbitrary<string> {
  const named = parameters
    .filter(parameter => parameter.in === 'query')
    .map(({ name, schema, required }) =>
      fc.oneof(
        { weight: required ? 1 : 30, arbitrary: fc.constant('') },
        {
          weight: 12,
          arbitrary: valueOf(schema, known).map(
            value => `${name}=${encode(String(value))}`,
          ),
        },
        textOf(known).map(text => `${name}=${encode(text)}`),
        textOf(known).map(text => `${name}=1&${name}=${encode(text)}`),
        textOf(known).map(text => `${name}[${encode(text)}]=1`),
      ),
    );
  const other = fc.oneof(
    { weight: 16, arbitrary: fc.constant('') },
    textOf(known).map(text => `${encode(text)}=${encode(text)}`),
    fc.constantFrom('%', '%C0=%C0', '__proto__=1', '&&=', 'a[][]=1'),
  );
  return fc
    .tuple(...named, other)
    .map(parts => parts.filter(part => part !== '').join('&'))
    .map(query => (query === '' ? '' : `?${query}`));
}

function bodyOf(
  schema: Schema,
  known: readonly string[],
): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 20, arbitrary: valueOf(schema, known).map(toJson) },
    { weight: 2, arbitrary: fc.json() },
    fc.constantFrom('', '{', 'null', '[]', '{"__proto__":{"type":"driver"}}'),
    fc.constant(toJson({ type: 'x'.repeat(200_000) })),
  );
}

/** Mostly values of the schema, and sometimes similar ones. */
function valueOf(
  schema: Schema,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  const resolved = dereference(schema);
  return fc.oneof(
    { weight: 24, arbitrary: validOf(resolved, known) },
    textOf(known),
    fc.constantFrom(null, true, -1, 0, 1.5, 1e99, [], {}, [[]]),
  );
}

function validOf(
  schema: Schema,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  if (schema.enum) {
    return fc.constantFrom(...schema.enum);
  }
  switch (schema.type) {
    case 'integer':
      return fc.constantFrom(
        ...[0, 1, 2, schema.minimum ?? 0, schema.maximum ?? 2 ** 53],
        ...[(schema.minimum ?? 0) - 1, (schema.maximum ?? 2 ** 53) + 1],
      );
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, known), { maxLength: 20 });
    case 'object':
      return objectOf(schema, known);
    default:
      return textOf(known);
  }
}

/**
 * The required properties and a few others, because few of the others are valid
 * together.
 */
function objectOf(
  { properties = {}, required = [] }: Schema,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  const optional = Object.keys(properties).filter(
    name => !required.includes(name),
  );
  return fc
    .tuple(
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(required) },
        fc.subarray(required),
      ),
      fc.subarray(optional, { maxLength: Math.min(2, optional.length) }),
    )
    .chain(names =>
      fc.record(
        Object.fromEntries(
          names.flat().map(name => [name, valueOf(properties[name], known)]),
        ),
      ),
    );
}

function textOf(known: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(...known) },
    fc.uuid(),
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
    // Cursors, in the right form and in others.
    fc
      .array(fc.oneof(fc.string(), fc.integer(), fc.constant('1-1')), {
        maxLength: 3,
      })
      .map(parts => Buffer.from(toJson(parts)).toString('base64url')),
    fc.constantFrom(
      ...['..', '../../etc/passwd', "' or 1=1 --", '"', '`', '$(id)', '%00'],
      ...['\u0000', '\u202e', '\ud800', 'x'.repeat(3000), '9'.repeat(40)],
      ...['toString', '__proto__', 'constructor', 'NaN', '-1', '[]', '{}'],
    ),
  );
}

function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function dereference<T extends { $ref?: string }>(value: T): T {
  if (value.$ref === undefined) {
    return value;
  }
  const found = value.$ref
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>(
      (node, key) => (node as Record<string, unknown>)[key],
      openApiSpec,
    );
  return found as T;
}
