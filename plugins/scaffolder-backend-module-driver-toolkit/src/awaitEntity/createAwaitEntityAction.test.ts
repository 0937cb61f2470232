import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { createAwaitEntityAction } from './createAwaitEntityAction';

const driver = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'simple' },
  spec: {},
};

async function run(input: { entityRef: string; timeoutSeconds?: number }) {
  const catalog = catalogServiceMock({ entities: [] });
  const context = createMockActionContext({ input });
  const waiting = createAwaitEntityAction({ catalog }).handler(
    context as never,
  );
  return { catalog, context, waiting };
}

describe('driver-toolkit:await-entity', () => {
  it('ends once the catalog has the entity', async () => {
    const { catalog, context, waiting } = await run({
      entityRef: 'Component:Simple',
    });
    const ended = jest.fn();
    waiting?.then(ended);
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(ended).not.toHaveBeenCalled();

    catalog.getEntityByRef = async ref =>
      ref === 'component:default/simple' ? driver : undefined;
    await waiting;

    expect(context.output).toHaveBeenCalledWith('found', true);
  });

  it('does not fail when the catalog takes its time', async () => {
    const { context, waiting } = await run({
      entityRef: 'component:default/simple',
      timeoutSeconds: 0.1,
    });
    await waiting;
    expect(context.output).toHaveBeenCalledWith('found', false);
  });
});
