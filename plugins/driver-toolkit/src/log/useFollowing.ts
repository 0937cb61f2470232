import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Pixels from the end that still count as the end. */
const END_TOLERANCE = 24;

/**
 * Keeps a growing element scrolled to its end until the reader scrolls up, and
 * again from when the reader comes back to the end.
 */
export function useFollowing(growth: unknown) {
  const element = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [following, setFollowing] = useState(true);

  useLayoutEffect(() => {
    if (following && element.current) {
      element.current.scrollTop = element.current.scrollHeight;
    }
  }, [following, growth]);

  const onScroll = useCallback(() => {
    const { scrollTop, scrollHeight, clientHeight } = element.current!;
    // Growth never moves the top up: only a reader does.
    if (scrollTop < lastTop.current) {
      setFollowing(false);
    } else if (scrollHeight - scrollTop - clientHeight <= END_TOLERANCE) {
      setFollowing(true);
    }
    lastTop.current = scrollTop;
  }, []);

  return { element, following, setFollowing, onScroll };
}
