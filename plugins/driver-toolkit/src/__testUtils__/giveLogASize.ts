const HEIGHT = 320;

/**
 * Gives elements a size, because jsdom has no layout: a virtual list shows
 * nothing in a box without height.
 */
export function giveLogASize(): void {
  const properties = {
    offsetHeight: HEIGHT,
    offsetWidth: 800,
    clientHeight: HEIGHT,
    scrollHeight: giveLogASize.scrollHeight,
  };
  const originals = Object.keys(properties).map(
    name =>
      [
        name,
        Object.getOwnPropertyDescriptor(HTMLElement.prototype, name),
      ] as const,
  );

  beforeAll(() => {
    for (const [name, value] of Object.entries(properties)) {
      Object.defineProperty(HTMLElement.prototype, name, {
        configurable: true,
        get(this: HTMLElement) {
          return this.getAttribute('role') === 'log' ? value : 0;
        },
      });
    }
  });

  afterAll(() => {
    for (const [name, original] of originals) {
      if (original) {
        Object.defineProperty(HTMLElement.prototype, name, original);
      } else {
        delete (HTMLElement.prototype as unknown as Record<string, unknown>)[
          name
        ];
      }
    }
  });
}

/** Height of the log's content. */
giveLogASize.scrollHeight = 5_000;
