import { formatRelativeTime } from './formatRelativeTime';
import { useNow } from './useNow';

const MINUTE = 60_000;

/** A relative time, with the exact time on hover. */
export function RelativeTime({ time }: { time: string }) {
  // Update every second while seconds are shown, to match durations next to it.
  const isRecent = Date.now() - Date.parse(time) < MINUTE;
  const now = useNow(isRecent ? 1_000 : 15_000);
  return (
    <time dateTime={time} title={new Date(time).toLocaleString()}>
      {formatRelativeTime(Date.parse(time), now)}
    </time>
  );
}
