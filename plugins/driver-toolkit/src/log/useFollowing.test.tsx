import { act, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { giveLogASize } from '../__testUtils__/giveLogASize';
import { useFollowing } from './useFollowing';

describe('useFollowing', () => {
  let grow: () => void;

  giveLogASize();

  function Growing() {
    const [growth, setGrowth] = useState(0);
    const { element, onScroll } = useFollowing(growth);
    // As a feed's lines are rendered: before what is left of events.
    grow = () => flushSync(() => setGrowth(growth + 1));
    return <div ref={element} role="log" onScroll={onScroll} />;
  }

  it('keeps growth at its end', () => {
    render(<Growing />);
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
});
