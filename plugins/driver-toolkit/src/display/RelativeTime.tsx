import { formatRelativeTime } from './formatRelativeTime';
import { useNow } from './useNow';

const MINUTE = 60_000;

/** A time as people say it, with the exact one on hover. */
export function RelativeTime({ time }: { time: string }) {
  // Seconds are told for as long as they count, beside durations that count them, too.
  const isRecent = Date.now() - Date.parse(time) < MINUTE;
  const now = useNow(isRecent ? 1_000 : 15_000);
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {formatRelativeTime(Date.parse(time), now)}
    </time>
  );
}
