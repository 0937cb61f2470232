import { useEffect, useRef } from 'react';

/** Scrolls an element to the top of the window, once. */
export function useReveal(wanted: boolean) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wanted) {
      element.current?.scrollIntoView({ block: 'start' });
    }
  }, [wanted]);
  return element;
}
