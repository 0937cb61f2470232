import type {
  Page,
  PageRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';

/** The part of a list that is asked for. */
export function page<T>(
  items: T[],
  { limit = 50, cursor }: PageRequest,
): Page<T> {
  const start = Number(cursor ?? 0);
  const end = start + limit;
  return {
    items: items.slice(start, end),
    totalItems: items.length,
    nextCursor: end < items.length ? String(end) : undefined,
  };
}
