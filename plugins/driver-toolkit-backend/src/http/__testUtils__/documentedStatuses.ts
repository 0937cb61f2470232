import { openApiSpec } from '../openapi.generated';

/** Each operation of the description: its method and path. */
export const OPERATIONS = Object.entries(openApiSpec.paths).flatMap(
  ([path, operations]) =>
    Object.keys(operations).map((method): [string, string] => [
      method.toUpperCase(),
      path,
    ]),
);

/** The statuses that the description lists for an operation. */
export function documentedStatuses(method: string, path: string): number[] {
  const operations: Record<
    string,
    Record<string, { responses: object }>
  > = openApiSpec.paths;
  return Object.keys(operations[path][method.toLowerCase()].responses).map(
    Number,
  );
}
