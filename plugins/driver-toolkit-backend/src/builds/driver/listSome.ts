const MAX_LISTED = 5;

/** The first of some items for a message, and how many others there are. */
export function listSome(items: readonly string[]): string {
  const others = items.length - MAX_LISTED;
  return others > 0
    ? `${items.slice(0, MAX_LISTED).join(', ')} and ${others} more`
    : items.join(', ');
}
