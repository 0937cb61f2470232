// A process of its own, so that its start counts, as depmod's does: reads every module of a kernel
// and checks it against kernels' symbols. Arguments: the bundles of the reader, then the folder of
// modules, then files of symbols.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [bundles, modules, ...symvers] = process.argv.slice(2);
const { readKernelModule, LocalFile, parseSymvers, checkSymbols } =
  Object.assign({}, ...bundles.split(',').map(file => require(file)));

const kernels = symvers.map(file => parseSymvers(readFileSync(file, 'latin1')));
const mismatches = kernels.map(() => 0);
let count = 0;
checkAll(modules);
process.stdout.write(JSON.stringify({ modules: count, mismatches }));

/** @param {string} folder */
function checkAll(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      checkAll(path);
    } else if (path.endsWith('.ko')) {
      const file = new LocalFile(path);
      try {
        check(readKernelModule(file));
      } finally {
        file.close();
      }
    }
  }
}

/** @param {{ versions: object[] }} module */
function check({ versions }) {
  count++;
  kernels.forEach((symbols, index) => {
    const found = checkSymbols(versions, (/** @type {string} */ symbol) =>
      symbols.get(symbol),
    );
    mismatches[index] += found.length;
  });
}
