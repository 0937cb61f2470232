// `node serve.mjs`: a PostgreSQL server for another program. The first line of output is its connection string. It
// carries out each line of input, `stop` or `start`, then repeats it on the output; it ends with the input.
import { createInterface } from 'node:readline';
import { Teardown } from '../processes/Teardown.mjs';
import { Progress } from '../terminal/Progress.mjs';
import { startCluster } from './startPostgres.mjs';

const teardown = new Teardown();
teardown.onEnd(() => process.stdin.destroy());
try {
  const cluster = await startCluster({
    progress: new Progress(process.stderr),
    teardown,
  });
  process.stdout.write(`${cluster.url}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'stop') {
      await cluster.stop();
    } else if (line === 'start') {
      await cluster.start();
    }
    process.stdout.write(`${line}\n`);
  }
} finally {
  await teardown.finish();
}
