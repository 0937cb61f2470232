// `npm test`: runs all checks and tests, from a fresh clone. The last line is `N passed, N failed, N skipped`.
import { prepareNode } from './bootstrap/prepareNode.mjs';
import { Teardown } from './processes/Teardown.mjs';
import { parseTestArguments, testUsage } from './suite/parseTestArguments.mjs';
import { runSuite } from './suite/runSuite.mjs';
import { Tally } from './suite/Tally.mjs';
import { Progress } from './terminal/Progress.mjs';
import { UserError } from './terminal/UserError.mjs';

const progress = new Progress();
const teardown = new Teardown();
const tally = new Tally();

/** @param {ReturnType<typeof parseTestArguments>} options */
async function test({ parts, names }) {
  const node = await prepareNode({ progress, teardown });
  await runSuite({ parts, names, node, progress, teardown, tally });
}

teardown.onEnd(async () => {
  progress.conclude('Stopping everything started for the tests …');
  await teardown.finish();
  process.exit(130);
});

try {
  const options = parseTestArguments(process.argv.slice(2));
  if (options.help) {
    progress.print(testUsage);
    process.exit(0);
  }
  await test(options);
} catch (error) {
  progress.print(error instanceof UserError ? error.message : error.stack);
  tally.add({ passed: 0, failed: 1, skipped: 0 });
}
if (!teardown.begun) {
  await teardown.finish();
  progress.print(`${tally}`);
  process.exit(tally.failed > 0 ? 1 : 0);
}
