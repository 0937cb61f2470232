import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// jsdom lays nothing out, and so has nothing to scroll.
Element.prototype.scrollIntoView = () => {};

// A whole page takes a busy machine longer than a component does.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);
