// A process of its own, so that its start counts, as depmod's does: reads every module of a kernel
// and checks it against kernels' symbols. Arguments: the bundles of the reader, then the folder of
// modules, then files of symbols.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const [bundles, modules, ...symvers] = process.argv.slice(2);
const { readKernelModule, LocalFile, parseSymvers, checkSymbols } =
  Object.assign({}, ...bundles.split(',').map(file => require(file)));

const read = readdirSync(modules, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ko'))
  .map(name => {
    const file = new LocalFile(join(modules, name));
    try {
      return readKernelModule(file);
    } finally {
      file.close();
    }
  });
const kernels = symvers.map(file => {
  const start = performance.now();
  const symbols = parseSymvers(readFileSync(file, 'latin1'));
  let mismatches = 0;
  for (const { versions = [] } of read) {
    mismatches += checkSymbols(versions, (/** @type {string} */ name) =>
      symbols.get(name),
    ).length;
  }
  return { mismatches, ms: performance.now() - start };
});
process.stdout.write(JSON.stringify({ modules: read.length, kernels }));
