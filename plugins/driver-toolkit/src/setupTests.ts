import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// jsdom lays nothing out, and so has nothing to scroll.
Element.prototype.scrollIntoView = () => {};

// It knows the window's width, but no media queries.
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

// Nor does it know what is in view: all is, here.
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

// A whole page takes a busy machine longer than a component does.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);
