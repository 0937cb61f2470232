import { act, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { giveLogASize } from '../__testUtils__/giveLogASize';
import { useFollowing } from './useFollowing';

describe('useFollowing', () => {
  let grow: () => void;
  let state: { following: boolean; follow: () => void };

  giveLogASize();

  function Growing() {
    const [growth, setGrowth] = useState(0);
    const { element, following, follow, onScroll } = useFollowing(growth);
    state = { following, follow };
    // As a feed's lines are rendered: before what is left of events.
    grow = () => flushSync(() => setGrowth(growth + 1));
    return <div ref={element} role="log" onScroll={onScroll} />;
  }

  it('leaves the window alone once it is gone', () => {
    const removed = jest.spyOn(window, 'removeEventListener');
    const added = jest.spyOn(window, 'addEventListener');
    const { unmount } = render(<Growing />);
    const listeners = added.mock.calls.filter(([type]) => type === 'resize');
    unmount();
    expect(listeners).toHaveLength(1);
    expect(removed.mock.calls).toContainEqual(listeners[0]);
    jest.restoreAllMocks();
  });

  it('keeps growth at its end', () => {
    render(<Growing />);
    expect(state.following).toBe(true);
    const log = screen.getByRole('log');
    log.scrollTop = 0;
    act(() => grow());
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);
  });

  it('lets growth that comes along with the reader’s scrolling not undo it', () => {
    render(<Growing />);
    const log = screen.getByRole('log');
    fireEvent.scroll(log);
    act(() => {
      log.scrollTop = 100;
      fireEvent.scroll(log);
      grow();
    });
    expect(log.scrollTop).toBe(100);
  });

  /** Pixels from the top, of a log that stands at its end. */
  const END = giveLogASize.scrollHeight - 320;

  function renderAtEnd() {
    render(<Growing />);
    const log = screen.getByRole('log');
    const scrollTo = (top: number) =>
      act(() => {
        log.scrollTop = top;
        fireEvent.scroll(log);
      });
    scrollTo(END);
    expect(state.following).toBe(true);
    return { log, scrollTo };
  }

  it('stops when the reader scrolls up, and leaves growth below', () => {
    const { log, scrollTo } = renderAtEnd();
    scrollTo(END - 1);
    expect(state.following).toBe(false);
    act(() => grow());
    expect(log.scrollTop).toBe(END - 1);
  });

  it.each([
    [24, true],
    [25, false],
  ])(
    'takes a reader who comes back down to %i pixels for one at the end: %s',
    (pixels, following) => {
      const { scrollTo } = renderAtEnd();
      scrollTo(100);
      expect(state.following).toBe(false);
      scrollTo(END - pixels);
      expect(state.following).toBe(following);
    },
  );

  it('takes a reader who goes up within those pixels for one who leaves', () => {
    const { scrollTo } = renderAtEnd();
    scrollTo(END - 10);
    expect(state.following).toBe(false);
    scrollTo(END - 11);
    expect(state.following).toBe(false);
  });

  it('counts fractions of a pixel for nothing', () => {
    const { scrollTo } = renderAtEnd();
    scrollTo(END - 0.5);
    expect(state.following).toBe(true);
  });

  it('measures each move from the one before', () => {
    const { scrollTo } = renderAtEnd();
    scrollTo(100);
    scrollTo(200);
    scrollTo(END - 20);
    expect(state.following).toBe(true);
  });

  it('goes to the end when it is told to follow again', () => {
    const { log, scrollTo } = renderAtEnd();
    scrollTo(100);
    act(() => state.follow());
    expect(state.following).toBe(true);
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);
    log.scrollTop = 0;
    act(() => grow());
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);
  });

  it('stays at the end of a window that changes its size, unless the reader left', () => {
    const { log, scrollTo } = renderAtEnd();
    log.scrollTop = 0;
    fireEvent(window, new Event('resize'));
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);

    scrollTo(100);
    fireEvent(window, new Event('resize'));
    expect(log.scrollTop).toBe(100);
  });
});
