import { useEffect, useState, type RefObject } from 'react';

const SHOWN_FOR = 2_000;

/**
 * Copies text to the clipboard. Browsers allow that only on HTTPS and with
 * permission; otherwise it selects the element, which can be copied by hand.
 *
 * @param element - what shows the text
 */
export function useCopy(element: RefObject<HTMLElement>) {
  const [outcome, setOutcome] = useState<'copied' | 'selected'>();

  useEffect(() => {
    if (outcome === 'selected' && element.current) {
      window.getSelection()?.selectAllChildren(element.current);
      return undefined;
    }
    const timer = outcome && setTimeout(() => setOutcome(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [outcome, element]);

  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('selected');
    }
  };

  return { outcome, copy };
}
