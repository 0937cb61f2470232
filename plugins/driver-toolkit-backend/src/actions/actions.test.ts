import { mockCredentials } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { createTestDatabase } from '../__testUtils__/testDatabases';
import { ActionBench } from './__testUtils__/ActionBench';
import type { ActionOutputs } from './__testUtils__/ActionOutputs';

jest.setTimeout(60_000);

const BUILD = '01930000-0000-7000-8000-000000000000';

/** The smallest input of each action. */
const INPUTS: Record<keyof ActionOutputs, JsonObject> = {
  'list-kernels': {},
  'find-missing-images': {},
  'build-toolkit-image': { source: 'stream', kernel: '1-1' },
  'build-driver': {
    source: 'stream',
    kernel: '1-1',
    entityRef: 'component:default/simple',
  },
  'follow-build': { buildId: BUILD },
  'cancel-build': { buildId: BUILD },
  'get-driver-manifests': {
    entityRef: 'component:default/nic',
    kinds: ['kmm'],
  },
};

describe('actions', () => {
  let bench: ActionBench;

  beforeEach(async () => {
    bench = new ActionBench(await createTestDatabase('SQLITE_3'));
  });

  it('describe their effects correctly', async () => {
    const { actions } = await bench.registry.list();

    expect(
      Object.fromEntries(
        actions.map(({ name, attributes }) => [name, attributes]),
      ),
    ).toEqual({
      'list-kernels': { readOnly: true, destructive: false, idempotent: true },
      'find-missing-images': {
        readOnly: true,
        destructive: false,
        idempotent: true,
      },
      'build-toolkit-image': {
        readOnly: false,
        destructive: false,
        idempotent: true,
      },
      // It replaces an existing image.
      'build-driver': { readOnly: false, destructive: true, idempotent: false },
      'follow-build': { readOnly: true, destructive: false, idempotent: true },
      'cancel-build': { readOnly: false, destructive: true, idempotent: true },
      'get-driver-manifests': {
        readOnly: true,
        destructive: false,
        idempotent: true,
      },
    });
  });

  it('describe all of their inputs', async () => {
    const { actions } = await bench.registry.list();

    const undescribed = actions.flatMap(({ name, schema }) =>
      Object.entries(schema.input.properties ?? {})
        .filter(([, property]) => !(property as object)['description' as never])
        .map(([property]) => `${name}.${property}`),
    );
    expect(undescribed).toEqual([]);
  });

  it('change nothing if they are read-only', async () => {
    const { build } = await bench.builds.create(
      { type: 'toolkit', source: 'stream', kernel: '1-1' },
      bench.caller.credentials as never,
      'user:default/ada',
    );
    await bench.invoke('list-kernels', {});
    await bench.invoke('find-missing-images', {});
    await bench.invoke('follow-build', { buildId: build.id, waitSeconds: 0 });
    await bench.invoke('get-driver-manifests', INPUTS['get-driver-manifests']);

    expect((await bench.builds.list({})).items).toEqual([build]);
    expect(bench.events).toEqual([]);
  });

  const each = Object.entries(INPUTS) as [keyof ActionOutputs, JsonObject][];

  it.each(each)(
    '%s needs a permission, and reveals nothing without it',
    async (name, input) => {
      bench.deny();

      await expect(bench.invoke(name, input)).rejects.toThrow(
        /^You are not allowed to do this: you need the permission driver-toolkit\./,
      );
    },
  );

  it.each(each)('%s refuses an unauthenticated caller', (name, input) =>
    expect(bench.invoke(name, input, mockCredentials.none())).rejects.toThrow(
      'Sign in, or use a token of a service',
    ),
  );

  it.each<[keyof ActionOutputs, JsonObject]>([
    ['list-kernels', { limit: 1000 }],
    ['find-missing-images', { newest: 0 }],
    ['build-toolkit-image', { source: 'stream' }],
    ['build-driver', { ...INPUTS['build-driver'], variant: 'fast' }],
    ['follow-build', { buildId: 'the last one' }],
    ['cancel-build', {}],
    ['get-driver-manifests', { entityRef: 'nic', kinds: ['helm'] }],
  ])('%s refuses %j', (name, input) =>
    expect(bench.invoke(name, input)).rejects.toThrow('Invalid input'),
  );

  // The others only take ids of a fixed form.
  it.each(each.filter(([, input]) => !('buildId' in input)))(
    '%s refuses deceptive text',
    (name, input) => {
      const field = name === 'get-driver-manifests' ? 'entityRef' : 'source';
      return expect(
        bench.invoke(name, { ...input, [field]: 'stre\u202eam' }),
      ).rejects.toThrow(`The input.${field} has a character that is invisible`);
    },
  );

  it('reveal internal errors only in the log', async () => {
    jest
      .spyOn(bench.builds, 'get')
      .mockRejectedValue(new Error('select * from builds - no such table'));

    await expect(
      bench.invoke('follow-build', { buildId: BUILD }),
    ).rejects.toThrow("The Driver Toolkit's backend failed inside");
    expect(bench.logger.error).toHaveBeenCalledWith(
      'A request failed inside',
      expect.objectContaining({
        message: expect.stringContaining('no such table'),
      }),
    );
  });
});
