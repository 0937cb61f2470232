import { act, render, screen } from '@testing-library/react';
import { RelativeTime } from './RelativeTime';

describe('RelativeTime', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2024-05-14T12:00:00Z') });
  });
  afterEach(() => jest.useRealTimers());

  it('updates every second while it shows seconds', () => {
    render(<RelativeTime time="2024-05-14T12:00:00Z" />);
    expect(screen.getByText('now')).toBeVisible();

    act(() => jest.advanceTimersByTime(3_000));
    expect(screen.getByText('3 seconds ago')).toBeVisible();

    act(() => jest.advanceTimersByTime(57_000));
    expect(screen.getByText('1 minute ago')).toBeVisible();

    act(() => jest.advanceTimersByTime(60_000));
    expect(screen.getByText('2 minutes ago')).toBeVisible();
  });
});
