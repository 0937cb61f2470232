import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createAwaitEntityAction } from './createAwaitEntityAction';

const driver = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'simple' },
  spec: {},
};

/** Runs the action with a catalog whose answers the test sets. */
function run(
  input: { entityRef: string; timeoutSeconds?: number },
  options: {
    /** Whether the catalog has the entity at the n-th request. */
    has?: (asked: number, entityRef: string) => boolean;
    isDryRun?: boolean;
    signal?: AbortSignal;
  } = {},
) {
  const catalog = catalogServiceMock({ entities: [] });
  const asked: string[] = [];
  catalog.getEntityByRef = async entityRef => {
    asked.push(String(entityRef));
    return options.has?.(asked.length, String(entityRef)) ? driver : undefined;
  };
  const context = createMockActionContext({ input });
  const { isDryRun, signal } = options;
  const waiting = createAwaitEntityAction({ catalog }).handler({
    ...context,
    isDryRun,
    signal,
  } as never);
  return { asked, context, waiting };
}

describe('driver-toolkit:await-entity', () => {
  it.each([{ timeoutSeconds: undefined }, { timeoutSeconds: 30 }])(
    'asks until the catalog has the entity, for seconds, not milliseconds, with $timeoutSeconds',
    async ({ timeoutSeconds }) => {
      const { asked, context, waiting } = run(
        { entityRef: 'Component:Simple', timeoutSeconds },
        { has: count => count === 3 },
      );
      await waiting;

      expect(asked).toEqual(Array(3).fill('component:default/simple'));
      expect(context.output).toHaveBeenCalledTimes(1);
      expect(context.output).toHaveBeenCalledWith('found', true);
    },
  );

  it('asks once for an existing entity', async () => {
    const { asked, context, waiting } = run(
      { entityRef: 'component:default/simple' },
      { has: () => true },
    );
    await waiting;

    expect(asked).toHaveLength(1);
    expect(context.output).toHaveBeenCalledWith('found', true);
  });

  it('does not fail if the catalog is slow, and says so', async () => {
    const { asked, context, waiting } = run({
      entityRef: 'component:default/simple',
      timeoutSeconds: 0.1,
    });
    const warn = jest.spyOn(context.logger, 'warn');
    await waiting;

    // At once, and at the timeout.
    expect(asked).toHaveLength(2);
    expect(context.output).toHaveBeenCalledTimes(1);
    expect(context.output).toHaveBeenCalledWith('found', false);
    expect(warn).toHaveBeenCalledWith(
      'The catalog has not processed component:default/simple within 0.1 s; it will appear by itself.',
    );
  });

  it('accepts an entity that appears at the last request', async () => {
    const { context, waiting } = run(
      { entityRef: 'component:default/simple', timeoutSeconds: 0.1 },
      { has: count => count === 2 },
    );
    await waiting;

    expect(context.output).toHaveBeenCalledWith('found', true);
  });

  it('stops with its task', async () => {
    const controller = new AbortController();
    const { asked, context, waiting } = run(
      { entityRef: 'component:default/simple' },
      {
        has: () => {
          controller.abort();
          return false;
        },
        signal: controller.signal,
      },
    );

    await expect(waiting).rejects.toThrow('aborted');
    expect(asked).toHaveLength(1);
    expect(context.output).not.toHaveBeenCalled();
  });

  it('asks nothing in a dry run', async () => {
    const { asked, context, waiting } = run(
      { entityRef: 'component:default/simple' },
      { isDryRun: true },
    );
    await waiting;

    expect(asked).toEqual([]);
    expect(context.output).toHaveBeenCalledWith('found', false);
  });

  it('refuses deceptive text', async () => {
    await expect(
      run({ entityRef: 'component:default/a\u202eb' }).waiting,
    ).rejects.toThrow('The input.entityRef has a character that is invisible');
  });

  it('refuses an invalid entity reference', async () => {
    await expect(run({ entityRef: 'simple' }).waiting).rejects.toThrow(
      'Entity reference',
    );
  });
});
