import schema from '@driver-toolkit/backstage-plugin-driver-toolkit-common/driver-v1.schema.json';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { nearestKey } from '../config/nearestKey';
import type { KeyPath, Problem, YamlValues } from './readYaml';

/** What a value of each JSON type is called. */
const TYPES: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  object: 'a mapping',
  string: 'text',
};

let compiled: ValidateFunction | undefined;

/** Holds the values of a `driver.yaml` against its JSON Schema. */
export function validateDriver(yaml: YamlValues): Problem[] {
  compiled ??= new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    strictTypes: false,
    verbose: true,
    // For editors, and for describe().
    keywords: ['patternErrorMessage'],
  }).compile(schema);
  compiled(yaml.value);
  return (compiled.errors ?? []).flatMap(error => {
    const path = pathOf(yaml.value, error);
    const message = describe(error, yaml.sourceOf(path));
    return message === undefined ? [] : [{ path, message }];
  });
}

/** @returns undefined if another error says the same */
function describe(
  error: ErrorObject,
  source: string | undefined,
): string | undefined {
  const { keyword, params, parentSchema = {} } = error;
  switch (keyword) {
    case 'additionalProperties': {
      const keys = Object.keys(parentSchema.properties ?? {});
      const nearest = nearestKey(params.additionalProperty, keys);
      return `is not a known key; ${
        nearest === undefined
          ? `known keys here are ${keys.join(', ')}`
          : `did you mean '${nearest}'?`
      }`;
    }
    case 'required':
      // Alternatives of `oneOf`, which says all of them.
      return error.schemaPath.includes('/oneOf/') ? undefined : 'is missing';
    case 'oneOf':
      return `must have exactly one of ${parentSchema.oneOf
        .flatMap(({ required }: { required: string[] }) => required)
        .join(', ')}`;
    case 'type':
      return describeType(error, source);
    case 'enum': {
      const nearest = nearestKey(String(error.data), params.allowedValues);
      return `must be one of ${params.allowedValues.join(', ')}${
        nearest === undefined ? '' : `; did you mean '${nearest}'?`
      }`;
    }
    case 'pattern':
      return `must be ${parentSchema.patternErrorMessage}`;
    case 'propertyNames':
      return undefined; // the name's own error says why
    case 'uniqueItems':
      return `has the same entry twice: ${params.j + 1} and ${params.i + 1}`;
    case 'minItems':
    case 'minLength':
      return 'must not be empty';
    case 'maxItems':
    case 'maxProperties':
      return `must have at most ${params.limit} entries`;
    case 'maxLength':
      return `must have at most ${params.limit} characters`;
    default:
      return error.message; // such as `must be >= 1`
  }
}

/** Advises quotes if YAML took a text for something else. */
function describeType(
  { params, data }: ErrorObject,
  source: string | undefined,
): string {
  const types: string[] = [params.type].flat();
  const expected = types.map(type => TYPES[type]).join(' or ');
  if (source !== undefined && source !== '' && types.includes('string')) {
    return `must be text, but YAML reads ${source} as ${
      data === null ? 'nothing' : `a ${typeof data}`
    }; quote it: '${source}'`;
  }
  return data === null
    ? `has no value; it must be ${expected}`
    : `must be ${expected}`;
}

function pathOf(value: unknown, error: ErrorObject): KeyPath {
  const { instancePath, keyword, params, propertyName } = error;
  let parent = value;
  const path: (string | number)[] = [];
  for (const part of instancePath.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(parent) ? Number(name) : name);
    parent = (parent as Record<string, unknown>)[name];
  }
  const own =
    propertyName ??
    (keyword === 'additionalProperties' && params.additionalProperty) ??
    undefined;
  if (keyword === 'required') {
    path.push(params.missingProperty);
  } else if (own) {
    path.push(own);
  }
  return path;
}
