const { Script } = require('node:vm');

const base = require(process.env.MUTATE_RUNTIME);
const Runtime = base.default ?? base;

/** By file. Nothing changes while mistakes are tried: which one is switched on is a variable. */
const sources = new Map();
const scripts = new Map();

/**
 * Transforms and compiles each file once for all runs: most of a short test's time goes there.
 *
 * @remarks
 * A file that imports others as it goes is compiled each time, since a script belongs to the runtime it imports with.
 */
module.exports = class CachingRuntime extends Runtime {
  transformFile(file, options) {
    if (!sources.has(file)) {
      sources.set(file, super.transformFile(file, options));
    }
    return sources.get(file);
  }

  createScriptFromCode(source, file) {
    const context = this._environment.getVmContext();
    if (context === null || /\bimport\s*\(/.test(source)) {
      return super.createScriptFromCode(source, file);
    }
    if (!scripts.has(file)) {
      const parameters = this.constructInjectedModuleParameters().join();
      scripts.set(
        file,
        new Script(`(function (${parameters}) {${source}\n})`, {
          filename: file,
        }),
      );
    }
    return scripts.get(file).runInContext(context);
  }
};
