import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// jsdom has no layout, so it can't scroll.
Element.prototype.scrollIntoView = () => {};

// jsdom has a window width, but no media queries.
window.matchMedia = query => ({
  media: query,
  matches:
    window.innerWidth >= Number(/^\(min-width: (\d+)px\)$/.exec(query)?.[1]),
  onchange: null,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
});

// jsdom has no IntersectionObserver: here, everything is in view.
window.IntersectionObserver = class implements IntersectionObserver {
  readonly root = null;
  readonly rootMargin = '';
  readonly scrollMargin = '';
  readonly thresholds = [];
  readonly #callback: IntersectionObserverCallback;

  constructor(callback: IntersectionObserverCallback) {
    this.#callback = callback;
  }

  observe(target: Element) {
    const seen = { target, isIntersecting: true } as IntersectionObserverEntry;
    setTimeout(() => this.#callback([seen], this));
  }

  unobserve() {}

  disconnect() {}

  takeRecords() {
    return [];
  }
};

// A whole page needs more time than a component on a busy machine.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);
