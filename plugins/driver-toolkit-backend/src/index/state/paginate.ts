import { decodeCursor, encodeCursor } from '../../database/builds/cursor';
import { comparePositions, type Position } from './IndexTables';

/**
 * One page of a list in the order of its positions. A cursor holds the last
 * item's position, so it stays valid when items come and go.
 *
 * @throws InputError for a cursor that no list created
 */
export function paginate<T>(
  items: readonly T[],
  position: (item: T) => Position,
  { limit, cursor }: { limit: number; cursor?: string },
): { items: T[]; totalItems: number; nextCursor?: string } {
  const start =
    cursor === undefined
      ? 0
      : firstAfter(items, position, decodeCursor(cursor, 3));
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  return {
    items: page,
    totalItems: items.length,
    nextCursor:
      last && start + limit < items.length
        ? encodeCursor(position(last))
        : undefined,
  };
}

function firstAfter<T>(
  items: readonly T[],
  position: (item: T) => Position,
  [sortKey, ...names]: string[],
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (comparePositions(position(items[middle]), [sortKey, ...names]) > 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
