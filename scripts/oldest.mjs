// `npm run oldest`: the unit tests on the oldest versions that the packages' ranges accept.
import { prepareNode } from './bootstrap/prepareNode.mjs';
import { testOldest } from './oldest/testOldest.mjs';
import { Teardown } from './processes/Teardown.mjs';
import { Progress } from './terminal/Progress.mjs';
import { UserError } from './terminal/UserError.mjs';

const progress = new Progress();
const teardown = new Teardown();
let code = 0;

teardown.onEnd(async () => {
  progress.conclude('Stopping …');
  await teardown.finish();
  process.exit(130);
});

try {
  const node = await prepareNode({ progress, teardown });
  const names = process.argv.slice(2);
  const context = { node, env: node.env, names, progress, teardown };
  code = (await testOldest(context)) ? 0 : 1;
} catch (error) {
  progress.print(error instanceof UserError ? error.message : error.stack);
  code = 1;
}
if (!teardown.begun) {
  await teardown.finish();
  process.exit(code);
}
