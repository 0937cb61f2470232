import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

/** Pixels from the end that count as the end. */
const END_TOLERANCE = 24;

/**
 * Keeps a growing element scrolled to its end, until the reader scrolls up, and
 * again when the reader returns to the end.
 *
 * @remarks
 * Not every move up comes from the reader: the browser moves an element up when
 * the element grows with its window. The element is then at its end.
 */
export function useFollowing(growth: unknown) {
  const element = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [following, setFollowing] = useState(true);
  // New lines render immediately, but the state of a scroll event follows later:
  // lines in between must not pull the reader back.
  const isFollowing = useRef(true);

  const change = useCallback((value: boolean) => {
    isFollowing.current = value;
    setFollowing(value);
  }, []);

  const keepAtEnd = useCallback(() => {
    if (isFollowing.current && element.current) {
      element.current.scrollTop = element.current.scrollHeight;
    }
  }, []);

  const follow = useCallback(() => {
    change(true);
    keepAtEnd();
  }, [change, keepAtEnd]);

  useLayoutEffect(keepAtEnd, [growth, keepAtEnd]);
  useEffect(() => {
    window.addEventListener('resize', keepAtEnd);
    return () => window.removeEventListener('resize', keepAtEnd);
  }, [keepAtEnd]);

  const onScroll = useCallback(() => {
    const { scrollTop, scrollHeight, clientHeight } = element.current!;
    const toEnd = scrollHeight - clientHeight - scrollTop;
    // Positions can be fractions of a pixel, but sizes are rounded.
    const isAtEnd = toEnd < 1;
    const movedUp = scrollTop < lastTop.current;
    if (isAtEnd || (!movedUp && toEnd <= END_TOLERANCE)) {
      change(true);
    } else if (movedUp) {
      change(false);
    }
    lastTop.current = scrollTop;
  }, [change]);

  return { element, following, follow, onScroll };
}
