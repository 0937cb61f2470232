import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { createTestDatabase, databases } from '../__testUtils__/testDatabases';
import {
  driverPlan,
  NotifiedBuilds,
  toolkitPlan,
  type Ending,
} from './__testUtils__/NotifiedBuilds';

jest.setTimeout(60_000);

const fails: Ending = async () => {
  throw new BuildFailedError('The step `RUN make` failed: exit status 2', {
    step: 'RUN make',
    lines: [
      'make: Entering directory',
      '',
      '\u001b[31mmodule.c:1: fatal error: linux/module.h: No such file\u001b[0m',
      'make: *** [all] Error 2',
      'Error: building at STEP "RUN make": exit status 2',
    ],
  });
};
const succeeds: Ending = async () => 'sha256:abc';
const untilCancelled: Ending = (_plan, { signal }) =>
  delay(60_000, undefined, { signal });

describe.each(databases.eachSupportedId())('BuildNotifier, %s', id => {
  let server: Server;
  let sent: NotificationSendOptions[];
  let status: number;
  let builds: NotifiedBuilds;

  beforeEach(async () => {
    sent = [];
    status = 200;
    server = createServer(async (request, response) => {
      sent.push((await json(request)) as NotificationSendOptions);
      response.writeHead(status).end('[]');
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    builds = new NotifiedBuilds(
      await createTestDatabase(id),
      `http://127.0.0.1:${port}/api/notifications`,
    );
  });

  afterEach(async () => {
    await builds.queue.stop();
    await new Promise(resolve => server.close(resolve));
  });

  const titles = () => sent.map(({ payload }) => payload.title);

  it("notifies the requester and the driver's owner about a failure", async () => {
    const build = await builds.run(fails, { plan: driverPlan() });

    expect(sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: ['user:default/ada', 'component:default/simple'],
        },
        payload: {
          title: 'Driver simple for kernel 1-1 (x86_64, rt) could not be built',
          description: [
            'The step `RUN make` failed: exit status 2',
            'module.c:1: fatal error: linux/module.h: No such file',
            'make: *** [all] Error 2',
          ].join('\n'),
          link: `/driver-toolkit/builds?build=${build.id}`,
          severity: 'high',
          topic: 'build-failed',
          scope: `build:${build.id}`,
        },
      },
    ]);
  });

  it('notifies about every failure, and about the first success afterwards', async () => {
    await builds.run(fails);
    await builds.run(fails);
    await builds.run(succeeds);
    await builds.run(succeeds);

    expect(titles()).toEqual([
      'The toolkit image of kernel 1-1 (x86_64) could not be built',
      'The toolkit image of kernel 1-1 (x86_64) could not be built',
      'The toolkit image of kernel 1-1 (x86_64) is built',
    ]);
    expect(sent[2].payload).toMatchObject({
      description:
        'registry.example.com/dtk:1-1 was built, verified and pushed. The previous build had failed.',
      severity: 'normal',
      topic: 'build-succeeded',
    });
  });

  it('notifies about the first success of each target', async () => {
    await builds.run(succeeds);
    await builds.run(succeeds);
    await builds.run(async () => undefined, { plan: toolkitPlan('aarch64') });

    expect(sent.map(({ payload }) => payload.description)).toEqual([
      'registry.example.com/dtk:1-1 was built, verified and pushed for the first time.',
      'registry.example.com/dtk:1-1 was built and verified for the first time.',
    ]);
  });

  it('ignores cancelled builds', async () => {
    await builds.run(succeeds);
    const cancelled = builds.run(untilCancelled);
    builds.queue.cancel(await builds.runningId());
    expect((await cancelled).state).toBe('cancelled');
    await builds.run(succeeds);

    expect(sent).toHaveLength(1);
  });

  it.each(['plugin:scaffolder', 'external:ci', 'driver-toolkit'])(
    'notifies only the owner if the service %s asked',
    async requestedBy => {
      await builds.run(fails, { requestedBy });

      expect(sent.map(({ recipients }) => recipients)).toEqual([
        { type: 'entity', entityRef: ['resource:default/stream-1-1'] },
      ]);
    },
  );

  it('notifies about a build whose backend stopped twice', async () => {
    await builds.queue.stop();
    const { build } = await builds.store.create(toolkitPlan(), 'plugin:x');
    const claim = {
      builder: 'local',
      architectures: ['x86_64'],
      leaseMs: -1,
    };
    await builds.store.claim(claim);
    await builds.store.interruptExpired();
    await builds.store.claim(claim);
    const next = builds.nextLife();
    await next.untilFinished(build.id);
    await next.queue.stop();

    expect(sent.map(({ payload }) => payload.description)).toEqual([
      'The backend that ran this build stopped twice before it could finish. Look at its log, then retry.',
    ]);
  });

  it('cuts a long error', async () => {
    await builds.run(async () => {
      throw new BuildFailedError('x'.repeat(100_000), {
        lines: ['y'.repeat(100_000)],
      });
    });

    expect(sent[0].payload.description).toBe(
      `${'x'.repeat(500)}…\n${'y'.repeat(200)}…`,
    );
  });

  it('warns if a notification fails, and does not change the build', async () => {
    status = 500;
    const build = await builds.run(fails);

    expect(build).toMatchObject({
      state: 'failed',
      error: { message: 'The step `RUN make` failed: exit status 2' },
    });
    expect(builds.logger.warn).toHaveBeenCalledWith(
      `Nobody was notified of build ${build.id}; its page shows how it ended`,
      expect.objectContaining({ message: expect.stringContaining('500') }),
    );
  });

  it('works in a portal without notifications', async () => {
    status = 404;
    await builds.run(fails);

    expect(sent).toHaveLength(1);
    expect(builds.logger.warn).not.toHaveBeenCalled();
    expect(builds.logger.debug).toHaveBeenCalledTimes(1);
  });

  it('notifies only on the replica that ended the build', async () => {
    let runs = 0;
    await builds.run(async (...build) => {
      runs++;
      if (runs === 1) {
        // Another replica takes it over and hands it out again.
        await builds.loseWorkers();
      }
      return fails(...build);
    });

    expect(runs).toBe(2);
    expect(sent).toHaveLength(1);
  });
});
