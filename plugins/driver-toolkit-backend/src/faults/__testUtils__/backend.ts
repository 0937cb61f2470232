/*
 * A whole backend as a process that a test can kill. It reports when its
 * modules are loaded, and starts on request.
 */
import { createBackend } from '@backstage/backend-defaults';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { DEFAULT_QUEUE_TIMING } from '../../builds/worker/QueueTiming';
import driverToolkitPlugin from '../../index';

// Detects a dead backend sooner, so that tests wait less.
Object.assign(DEFAULT_QUEUE_TIMING, {
  lease: 8_000,
  heartbeat: 500,
  poll: 200,
  storeAgain: 200,
  retries: [500, 1_000],
});

const backend = createBackend();
backend.add(
  // The default service reads the configuration schema of each package, which
  // takes longer than everything else.
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
// Ends when the test's process has died.
process.stdin.once('end', () => process.exit());
process.send?.('loaded');

/**
 * The auditor records a request's success after it is stored and before it is
 * answered.
 */
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
