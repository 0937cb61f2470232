import { useEffect, useState } from 'react';

/** Milliseconds without a change that count as a pause. */
const PAUSE = 250;

/** A typed text, updated when the typing pauses, to save requests. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
