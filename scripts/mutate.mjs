// `npm run mutate`: makes mistakes in the code, and prints those that no test notices.
import { prepareNode } from './bootstrap/prepareNode.mjs';
import { mutate } from './mutate/mutate.mjs';
import {
  mutateUsage,
  parseMutateArguments,
} from './mutate/parseMutateArguments.mjs';
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
  const options = parseMutateArguments(process.argv.slice(2));
  if (options.help) {
    progress.print(mutateUsage);
  } else {
    const node = await prepareNode({ progress, teardown });
    const context = { node, env: node.env, progress, teardown };
    code = (await mutate(options, context)) ? 0 : 1;
  }
} catch (error) {
  progress.print(error instanceof UserError ? error.message : error.stack);
  code = 1;
}
if (!teardown.begun) {
  await teardown.finish();
  process.exit(code);
}
