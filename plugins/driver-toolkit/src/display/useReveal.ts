import { useEffect, useRef } from 'react';

/** Scrolls an element to the top of the window, once, as soon as that is wanted. */
export function useReveal(wanted: boolean) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wanted) {
      element.current?.scrollIntoView({ block: 'start' });
    }
  }, [wanted]);
  return element;
}
