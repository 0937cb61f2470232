import { formatRelativeTime } from './formatRelativeTime';
import { useNow } from './useNow';

/** A time as people say it, with the exact one on hover. */
export function RelativeTime({ time }: { time: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {formatRelativeTime(Date.parse(time), now)}
    </time>
  );
}
