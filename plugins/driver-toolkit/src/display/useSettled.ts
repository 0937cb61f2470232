import { useEffect, useState } from 'react';

/** Milliseconds without a change after which typing has paused. */
const PAUSE = 250;

/** A typed text as of the last pause, so that not every key asks the backend. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
