import type { RepositoryFailure } from './RepositoryFailure';

/** Failures with the same reason. */
export interface FailureGroup {
  /** What went wrong, once. */
  reason: string;
  architectures: string[];
  /** Addresses of the affected repositories; empty if the reason names them. */
  addresses: string[];
  failures: RepositoryFailure[];
}

/**
 * Groups failures that differ only in their address, so that an unreachable
 * server gives one sentence, not one per repository and architecture.
 */
export function groupFailures(failures: RepositoryFailure[]): FailureGroup[] {
  const groups = new Map<string, RepositoryFailure[]>();
  for (const failure of failures) {
    const key = withoutAddress(failure);
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups].map(([reason, members]) => {
    const messages = new Set(members.map(({ error }) => error.message));
    const [message] = messages;
    const isSame = messages.size === 1;
    return {
      reason: isSame ? message : reason,
      architectures: unique(members.map(({ architecture }) => architecture)),
      addresses: isSame ? [] : unique(members.map(({ template }) => template)),
      failures: members,
    };
  });
}

/** "a, b and c" */
export function enumerate(items: string[]): string {
  return items.length < 2
    ? items.join()
    : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/**
 * The affected repositories and the reason.
 *
 * @param architectures - Omit them if the sentence already names them.
 */
export function describeGroup(
  { reason, addresses }: FailureGroup,
  architectures: string[] = [],
): string {
  if (addresses.length === 0) {
    return reason;
  }
  const where =
    architectures.length > 0 ? ` (${architectures.join(', ')})` : '';
  return `${enumerate(addresses)}${where}: ${reason}`;
}

function withoutAddress({ error, address }: RepositoryFailure): string {
  return error.message.replaceAll(address, '').trim();
}

function unique(items: string[]): string[] {
  return [...new Set(items)];
}
