// For ES modules. Node gives them a CommonJS module as a whole; here, the default export is the feature itself.
import entry from './dist/index.cjs.js';

export * from './dist/index.cjs.js';
export default entry.default;
