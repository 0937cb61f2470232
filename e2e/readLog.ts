import type { Locator } from '@playwright/test';

/**
 * Reads a whole log by scrolling, because only the visible lines are on the page.
 *
 * @returns the lines; fails if one is missing, duplicate or out of order
 */
export async function readLog(log: Locator): Promise<string[]> {
  return log.evaluate(async element => {
    const lines: string[] = [];
    const painted = () =>
      new Promise<void>(resolve => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      });
    const topOf = (row: Element) => row.getBoundingClientRect().top;
    const isAtTop = () => element.querySelector('[data-number="1"]') !== null;
    // If a line arrives before the browser reports the scrolling, a live log jumps back to its end.
    for (let tries = 0; tries === 0 || (tries < 100 && !isAtTop()); tries++) {
      element.scrollTop = 0;
      await painted();
    }
    for (;;) {
      await painted();
      const rows = [...element.querySelectorAll('[data-number]')]
        .map(number => number.parentElement!)
        .sort((one, other) => topOf(one) - topOf(other));
      const numbers = rows.map(row =>
        Number(row.querySelector('[data-number]')!.getAttribute('data-number')),
      );
      numbers.forEach((number, index) => {
        if (index > 0 && number !== numbers[index - 1] + 1) {
          throw new Error(
            `Line ${number} follows line ${numbers[index - 1]} in the log`,
          );
        }
        lines[number - 1] = rows[index].textContent ?? '';
      });
      const { scrollTop, scrollHeight, clientHeight } = element;
      if (scrollTop + clientHeight >= scrollHeight - 1) {
        const missing = Array.from(lines).indexOf(undefined as never);
        if (missing !== -1) {
          throw new Error(`Line ${missing + 1} is missing in the log`);
        }
        return lines;
      }
      element.scrollTop += clientHeight / 2;
    }
  });
}
