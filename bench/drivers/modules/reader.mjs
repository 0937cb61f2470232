// A process of its own, so that its start counts, as depmod's does: reads every module of a kernel,
// collects each symbol that they need once, and checks these against kernels. Arguments: the bundles
// of the reader, the folder of modules, the kernel's own Module.symvers, then stored records of
// other kernels.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { zstdDecompressSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const [bundles, folder, symvers, ...records] = process.argv.slice(2);
const {
  readKernelModule,
  LocalFile,
  parseSymvers,
  readKernelRecord,
  distinctSymbols,
  checkSymbols,
} = Object.assign({}, ...bundles.split(',').map(file => require(file)));

/** @type {object[][]} */
const needed = [];
readAll(folder);
const symbols = distinctSymbols(needed);
const mismatches = [
  countMismatches(parseSymvers(readFileSync(symvers, 'latin1'))),
  ...records.map(file =>
    countMismatches(
      readKernelRecord(zstdDecompressSync(readFileSync(file)).toString())
        .symbols,
    ),
  ),
];
process.stdout.write(
  JSON.stringify({
    modules: needed.length,
    symbols: symbols.length,
    mismatches,
  }),
);

/** @param {string} path */
function readAll(path) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const below = `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      readAll(below);
    } else if (below.endsWith('.ko')) {
      const file = new LocalFile(below);
      try {
        needed.push(readKernelModule(file).versions);
      } finally {
        file.close();
      }
    }
  }
}

/** @param {ReadonlyMap<string, object>} kernel */
function countMismatches(kernel) {
  return checkSymbols(symbols, (/** @type {string} */ symbol) =>
    kernel.get(symbol),
  ).length;
}
