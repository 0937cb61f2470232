// `npm run bench -- <area>`: runs the benchmarks of an area one after another and prints their tables.
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installDependencies } from '../scripts/bootstrap/installDependencies.mjs';
import { prepareNode } from '../scripts/bootstrap/prepareNode.mjs';
import { Teardown } from '../scripts/processes/Teardown.mjs';
import { Progress } from '../scripts/terminal/Progress.mjs';
import { Report } from './report.mjs';

const [area, only] = process.argv.slice(2);
const areas = (await readdir(import.meta.dirname, { withFileTypes: true }))
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);
if (!areas.includes(area)) {
  process.stderr.write(
    `Usage: npm run bench -- <${areas.join('|')}> [name of one benchmark]\n`,
  );
  process.exit(2);
}
const folder = join(import.meta.dirname, area);
const files = (await readdir(folder))
  .filter(file => file.endsWith('.bench.mjs') && file.startsWith(only ?? ''))
  .sort();
if (files.length === 0) {
  process.stderr.write(`${area} has no benchmark named '${only}'.\n`);
  process.exit(2);
}

const progress = new Progress();
const teardown = new Teardown();
const node = await prepareNode({ progress, teardown });
await installDependencies({ node, progress, teardown });
if (node.executable !== process.execPath) {
  // The benchmarks also measure this process, so it must run on the product's Node.
  const { status } = spawnSync(node.executable, process.argv.slice(1), {
    env: node.env,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
teardown.onEnd(async () => {
  await teardown.finish();
  process.exit(130);
});

const report = new Report(line => progress.print(line));
try {
  for (const file of files) {
    const { title, run } = await import(pathToFileURL(join(folder, file)).href);
    progress.print(`\n${title}`);
    await run({ report, progress, teardown });
  }
} finally {
  await teardown.finish();
}
progress.print(`\n${report.summary}`);
process.exit(report.passed ? 0 : 1);
