import { act } from '@testing-library/react';

/** Lets time pass by jest's clock. What is read at its end is rendered a millisecond later. */
export async function passTime(milliseconds: number): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(milliseconds));
}
