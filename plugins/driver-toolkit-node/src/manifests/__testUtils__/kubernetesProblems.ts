import { validate as DaemonSet } from 'kubernetes-models/_schemas/IoK8sApiAppsV1DaemonSet';
import { validate as ServiceAccount } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount';
import { validate as RoleBinding } from 'kubernetes-models/_schemas/IoK8sApiRbacV1RoleBinding';

type Fields = Record<string, unknown>;
type Validator = ((value: unknown) => boolean) & {
  errors?: { instancePath: string; message?: string; keyword: string }[] | null;
};

const VALIDATORS: Record<string, Validator | undefined> = {
  DaemonSet: DaemonSet as unknown as Validator,
  RoleBinding: RoleBinding as unknown as Validator,
  ServiceAccount: ServiceAccount as unknown as Validator,
};

/**
 * What is wrong with an object by Kubernetes' schemas, fields that they do not
 * have included: the validators look at every field that they know, and ignore
 * the others.
 */
export function kubernetesProblems(object: { kind: string }): string[] {
  const validate = VALIDATORS[object.kind];
  if (!validate) {
    return [`There is no schema of ${object.kind}`];
  }
  const seen = new Map<object, Set<string | symbol>>();
  validate(watch(object, seen));
  return [
    ...(validate.errors ?? []).map(
      ({ instancePath, keyword }) => `${instancePath}: ${keyword}`,
    ),
    ...unseen(object as unknown as Fields, seen),
  ];
}

function watch<T extends object>(
  value: T,
  seen: Map<object, Set<string | symbol>>,
): T {
  return new Proxy(value, {
    get(target, key) {
      seen.set(target, (seen.get(target) ?? new Set()).add(key));
      const field = Reflect.get(target, key);
      return typeof field === 'object' && field !== null
        ? watch(field, seen)
        : field;
    },
  });
}

function unseen(
  value: Fields,
  seen: Map<object, Set<string | symbol>>,
  path = '',
): string[] {
  return Object.entries(value).flatMap(([key, field]) => [
    ...(seen.get(value)?.has(key) ? [] : [`${path}/${key} is unknown`]),
    ...(typeof field === 'object' && field !== null
      ? unseen(field as Fields, seen, `${path}/${key}`)
      : []),
  ]);
}
