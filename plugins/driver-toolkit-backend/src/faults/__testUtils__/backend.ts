/*
 * A whole backend as a process of its own, which a test can kill. It has its
 * modules loaded when it says so, and starts once it is told to.
 */
import { createBackend } from '@backstage/backend-defaults';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { DEFAULT_QUEUE_TIMING } from '../../builds/worker/QueueTiming';
import driverToolkitPlugin from '../../index';

// A dead backend is known for one sooner, so that tests need not wait for it.
Object.assign(DEFAULT_QUEUE_TIMING, {
  lease: 8_000,
  heartbeat: 500,
  poll: 200,
  storeAgain: 200,
  retries: [500, 1_000],
});

const backend = createBackend();
backend.add(
  // The usual one reads the configuration schema of every package, which takes
  // longer than all the rest.
  createServiceFactory({
    service: coreServices.rootLogger,
    deps: {},
    factory: () => WinstonLogger.create({ level: 'warn' }),
  }),
);
backend.add(driverToolkitPlugin);
if (process.env.DIES_BEFORE_REPLY) {
  backend.add(deadlyAuditor());
}

process.stdin.once('data', () => backend.start());
// The test's own process has died.
process.stdin.once('end', () => process.exit());
process.send?.('loaded');

/** A request's success is recorded when it has been stored, and before it is answered. */
function deadlyAuditor() {
  return createServiceFactory({
    service: coreServices.auditor,
    deps: {},
    factory: () => ({
      createEvent: async ({ eventId }) => ({
        success: async () => {
          if (eventId === process.env.DIES_BEFORE_REPLY) {
            process.kill(process.pid, 'SIGKILL');
          }
        },
        fail: async () => {},
      }),
    }),
  });
}
