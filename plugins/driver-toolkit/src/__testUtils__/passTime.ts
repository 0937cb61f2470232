import { act } from '@testing-library/react';

/** Advances jest's clock, and renders what arrives at the end of that time. */
export async function passTime(milliseconds: number): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(milliseconds));
}
