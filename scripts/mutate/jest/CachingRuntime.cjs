const { Script } = require('node:vm');

const base = require(String(process.env.MUTATE_RUNTIME));
const Runtime = base.default ?? base;

/** By file. The files do not change, because a variable selects the active mistake. */
/** @type {Map<string, string>} */
const sources = new Map();
/** @type {Map<string, Script>} */
const scripts = new Map();

/**
 * Transforms and compiles each file once for all runs, because that takes most of a short test's time.
 *
 * @remarks A file with dynamic imports is compiled each time, because a script belongs to the runtime that imports for
 * it.
 */
module.exports = class CachingRuntime extends Runtime {
  /**
   * @param {string} file
   * @param {unknown} options
   */
  transformFile(file, options) {
    if (!sources.has(file)) {
      sources.set(file, super.transformFile(file, options));
    }
    return sources.get(file);
  }

  /**
   * @param {string} source
   * @param {string} file
   */
  createScriptFromCode(source, file) {
    const context = this._environment.getVmContext();
    if (context === null || /\bimport\s*\(/.test(source)) {
      return super.createScriptFromCode(source, file);
    }
    let script = scripts.get(file);
    if (!script) {
      const parameters = this.constructInjectedModuleParameters().join();
      script = new Script(`(function (${parameters}) {${source}\n})`, {
        filename: file,
      });
      scripts.set(file, script);
    }
    return script.runInContext(context);
  }
};
