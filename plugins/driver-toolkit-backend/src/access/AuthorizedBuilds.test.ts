import { mockCredentials } from '@backstage/backend-test-utils';
import type { BuildRequest } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { AccessBench } from './__testUtils__/AccessBench';

jest.setTimeout(60_000);

const TOOLKIT: BuildRequest = {
  type: 'toolkit',
  source: 'stream',
  kernel: '1-1',
};
const DRIVER: BuildRequest = {
  type: 'driver',
  source: 'stream',
  kernel: '1-1',
  entityRef: 'component:default/simple',
};

describe('AuthorizedBuilds', () => {
  let bench: AccessBench;

  beforeEach(async () => {
    bench = new AccessBench(await createTestDatabase('SQLITE_3'));
  });

  const create = (request: BuildRequest) =>
    bench.access.authorizedBuilds.create(request, bench.caller);
  const cancel = (id: string) =>
    bench.access.authorizedBuilds.cancel(id, bench.caller);
  const retry = (id: string) =>
    bench.access.authorizedBuilds.retry(id, bench.caller);

  describe('under a policy on owners', () => {
    it('builds drivers and toolkits of entities that the caller owns', async () => {
      bench.allowOnly(
        'component:default/simple',
        'resource:default/stream-1-1',
      );

      expect((await create(DRIVER)).created).toBe(true);
      expect((await create(TOOLKIT)).created).toBe(true);
    });

    it('builds nothing else, and names the refused entity', async () => {
      bench.allowOnly('component:default/other');

      await expect(create(DRIVER)).rejects.toThrow(
        'You are not allowed to do this for component:default/simple: you need the permission driver-toolkit.build.create',
      );
      await expect(create(TOOLKIT)).rejects.toThrow(
        'for resource:default/stream-1-1',
      );
      expect((await bench.builds.list({})).items).toEqual([]);
    });

    it('cancels and retries only builds of owned entities', async () => {
      const { build } = await create(DRIVER);
      bench.allowOnly('component:default/other');
      await expect(cancel(build.id)).rejects.toThrow(
        'for component:default/simple',
      );
      bench.allowOnly('component:default/simple');
      expect((await cancel(build.id)).state).toBe('cancelled');

      bench.allowOnly('component:default/other');
      await expect(retry(build.id)).rejects.toThrow(
        'for component:default/simple',
      );
      bench.allowOnly('component:default/simple');
      expect((await retry(build.id)).created).toBe(true);
    });
  });

  it('does not reveal existing builds to a caller without rights', async () => {
    const { build } = await create(DRIVER);
    bench.deny();
    const refusals = await Promise.allSettled([
      cancel(build.id),
      cancel('01930000-0000-7000-8000-000000000000'),
    ]);

    expect(new Set(refusals.map(refusal => JSON.stringify(refusal))).size).toBe(
      1,
    );
  });

  it('reports a change of builds, but not a refused one', async () => {
    const { build } = await create(TOOLKIT);
    await cancel(build.id);
    await retry(build.id);
    expect(bench.changes).toBe(3);

    bench.deny();
    await expect(create(TOOLKIT)).rejects.toThrow('not allowed');
    expect(bench.changes).toBe(3);
  });

  describe('audit', () => {
    it('records who requested, cancelled and retried which build', async () => {
      const { build } = await create({ ...TOOLKIT, force: true });
      await cancel(build.id);
      const again = await retry(build.id);

      const described = {
        imageReference: 'registry.example.com/dtk:1-1',
        requestedBy: 'user:default/ada',
      };
      expect(bench.events).toEqual([
        {
          eventId: 'build-create',
          severityLevel: 'medium',
          outcome: 'succeeded',
          meta: {
            ...TOOLKIT,
            ...described,
            force: true,
            buildId: build.id,
            state: 'queued',
            created: true,
          },
        },
        {
          eventId: 'build-cancel',
          severityLevel: 'medium',
          outcome: 'succeeded',
          meta: { ...described, buildId: build.id, state: 'cancelled' },
        },
        {
          eventId: 'build-retry',
          severityLevel: 'medium',
          outcome: 'succeeded',
          meta: {
            ...described,
            retriedBuildId: build.id,
            buildId: again.build.id,
            state: 'queued',
            created: true,
          },
        },
      ]);
    });

    it('records failures and refusals', async () => {
      const unknown = '01930000-0000-7000-8000-000000000000';
      await expect(cancel(unknown)).rejects.toThrow('There is no build');
      bench.deny();
      await expect(create(DRIVER)).rejects.toThrow('not allowed');

      expect(bench.events).toMatchObject([
        {
          eventId: 'build-cancel',
          outcome: 'failed',
          error: 'NotFoundError',
          meta: { buildId: unknown, requestedBy: 'user:default/ada' },
        },
        {
          eventId: 'build-create',
          outcome: 'failed',
          error: 'NotAllowedError',
          meta: DRIVER,
        },
      ]);
    });

    it('records which service acted for a person', async () => {
      const credentials = mockCredentials.user('user:default/ada', {
        actor: { subject: 'plugin:mcp-actions' },
      });
      await bench.access.authorizedBuilds.create(TOOLKIT, { credentials });

      expect(bench.events[0].meta).toMatchObject({
        requestedBy: 'user:default/ada',
        through: 'plugin:mcp-actions',
      });
    });
  });
});
