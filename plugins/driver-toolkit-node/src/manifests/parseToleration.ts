import { InputError } from '@backstage/errors';

/** Lets pods run on nodes with a taint. @public */
export interface Toleration {
  key?: string;
  operator: 'Exists' | 'Equal';
  value?: string;
  effect?: string;
}

const TOLERATION =
  /^(?:(?<key>(?:[a-z0-9][a-z0-9.-]{0,252}\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)(?:=(?<value>(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?))?)?(?::(?<effect>NoSchedule|PreferNoSchedule|NoExecute))?$/;

/**
 * Reads a toleration in kubectl's form of taints: `key`, `key=value`,
 * `key=value:NoSchedule`, `key:NoExecute`, `:NoSchedule`.
 *
 * @throws InputError for anything else
 * @public
 */
export function parseToleration(text: string): Toleration {
  const { key, value, effect } = TOLERATION.exec(text)?.groups ?? {};
  if (key === undefined && effect === undefined) {
    throw new InputError(
      `Toleration '${text}' is not one; write <key>[=<value>][:<effect>], where the effect is NoSchedule, PreferNoSchedule or NoExecute, such as nvidia.com/gpu=present:NoSchedule.`,
    );
  }
  return {
    ...(key !== undefined && { key }),
    operator: value === undefined ? 'Exists' : 'Equal',
    ...(value !== undefined && { value }),
    ...(effect !== undefined && { effect }),
  };
}

const LABEL =
  /^(?<key>(?:[a-z0-9][a-z0-9.-]{0,252}\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)=(?<value>(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?)$/;

/**
 * Reads labels of nodes, each `<key>=<value>`.
 *
 * @throws InputError for anything else
 * @public
 */
export function parseSelector(labels: readonly string[]): {
  [key: string]: string;
} {
  return Object.fromEntries(
    labels.map(label => {
      const { key, value } = LABEL.exec(label)?.groups ?? {};
      if (key === undefined) {
        throw new InputError(
          `Selector '${label}' is not a label; write <key>=<value>, such as node-role.kubernetes.io/worker=.`,
        );
      }
      return [key, value];
    }),
  );
}
