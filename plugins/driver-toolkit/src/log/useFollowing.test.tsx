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
    // Like a feed, which renders lines before pending events.
    grow = () => flushSync(() => setGrowth(growth + 1));
    return <div ref={element} role="log" onScroll={onScroll} />;
  }

  it('ignores the window after the unmount', () => {
    const removed = jest.spyOn(window, 'removeEventListener');
    const added = jest.spyOn(window, 'addEventListener');
    const { unmount } = render(<Growing />);
    const listeners = added.mock.calls.filter(([type]) => type === 'resize');
    unmount();
    expect(listeners).toHaveLength(1);
    expect(removed.mock.calls).toContainEqual(listeners[0]);
    jest.restoreAllMocks();
  });

  it('stays at the end while the element grows', () => {
    render(<Growing />);
    expect(state.following).toBe(true);
    const log = screen.getByRole('log');
    log.scrollTop = 0;
    act(() => grow());
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);
  });

  it('keeps the reader’s position if the element grows during the scroll', () => {
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

  it('stops when the reader scrolls up, while the element grows below', () => {
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
    'counts a reader who returns to %i pixels from the end as at the end: %s',
    (pixels, following) => {
      const { scrollTo } = renderAtEnd();
      scrollTo(100);
      expect(state.following).toBe(false);
      scrollTo(END - pixels);
      expect(state.following).toBe(following);
    },
  );

  it('stops even for a small scroll up near the end', () => {
    const { scrollTo } = renderAtEnd();
    scrollTo(END - 10);
    expect(state.following).toBe(false);
    scrollTo(END - 11);
    expect(state.following).toBe(false);
  });

  it('ignores fractions of a pixel', () => {
    const { scrollTo } = renderAtEnd();
    scrollTo(END - 0.5);
    expect(state.following).toBe(true);
  });

  it('compares each scroll with the one before', () => {
    const { scrollTo } = renderAtEnd();
    scrollTo(100);
    scrollTo(200);
    scrollTo(END - 20);
    expect(state.following).toBe(true);
  });

  it('jumps to the end when following resumes', () => {
    const { log, scrollTo } = renderAtEnd();
    scrollTo(100);
    act(() => state.follow());
    expect(state.following).toBe(true);
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);
    log.scrollTop = 0;
    act(() => grow());
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);
  });

  it('stays at the end when the window changes its size, unless the reader scrolled up', () => {
    const { log, scrollTo } = renderAtEnd();
    log.scrollTop = 0;
    fireEvent(window, new Event('resize'));
    expect(log.scrollTop).toBe(giveLogASize.scrollHeight);

    scrollTo(100);
    fireEvent(window, new Event('resize'));
    expect(log.scrollTop).toBe(100);
  });
});
