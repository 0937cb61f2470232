// A process of its own, as modinfo is: reads compressed modules by the product's way, through files.
// Arguments: the bundles of the reader, then the folder of modules.
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const [bundles, folder] = process.argv.slice(2);
const { unpackModule, SpoolFile, readKernelModule } = Object.assign(
  {},
  ...bundles.split(',').map(file => require(file)),
);

const work = await mkdtemp(join(tmpdir(), 'bench-modules-'));
const spools = {
  packed: await SpoolFile.create(join(work, 'packed')),
  unpacked: await SpoolFile.create(join(work, 'unpacked')),
};
let symbols = 0;
for (const name of await readdir(folder)) {
  const path = join(folder, name);
  const module = await unpackModule(
    path,
    createReadStream(path),
    spools,
    readKernelModule,
  );
  symbols += module.versions.length;
}
await spools.packed.close();
await spools.unpacked.close();
await rm(work, { recursive: true });
process.stdout.write(JSON.stringify({ symbols }));
