import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { scheduleOwnerCheck } from './scheduleOwnerCheck';

const PLATFORM: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'platform', namespace: 'default' },
  spec: { type: 'team', children: [] },
};

describe('scheduleOwnerCheck', () => {
  const logger = mockServices.logger.mock();
  const catalog = catalogServiceMock.mock();

  beforeEach(() => {
    jest.clearAllMocks();
    catalog.getEntityByRef.mockResolvedValue(undefined);
  });

  /** @returns the scheduled task */
  async function schedule(owner: string): Promise<() => Promise<void>> {
    const scheduler = mockServices.scheduler.mock();
    await scheduleOwnerCheck({
      auth: mockServices.auth(),
      catalog,
      logger,
      scheduler,
      owner,
    });
    const [[task]] = scheduler.scheduleTask.mock.calls;
    // Each backend has its own log.
    expect(task).toMatchObject({ id: 'check-owner', scope: 'local' });
    return async () => task.fn(new AbortController().signal as never);
  }

  it.each([
    ['group:default/platform', 'group:default/platform'],
    ['platform', 'group:default/platform'],
    ['User:Ada', 'user:default/ada'],
  ])('warns if the catalog lacks the owner %s', async (owner, ref) => {
    const check = await schedule(owner);
    await check();

    expect(catalog.getEntityByRef).toHaveBeenCalledWith(ref, expect.anything());
    expect(logger.warn.mock.calls).toEqual([
      [
        `The catalog has no ${ref}, but driverToolkit.catalog.owner names it, so nobody owns the kernels and toolkit images. Name a group or user of the catalog, or add this one.`,
      ],
    ]);
  });

  it('warns once, and again if the owner appeared and disappeared', async () => {
    const check = await schedule('platform');
    await check();
    await check();
    expect(logger.warn).toHaveBeenCalledTimes(1);

    catalog.getEntityByRef.mockResolvedValueOnce(PLATFORM);
    await check();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await check();
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });

  it('says nothing while the catalog does not answer', async () => {
    catalog.getEntityByRef.mockRejectedValueOnce(new Error('away'));
    const check = await schedule('platform');
    await expect(check()).rejects.toThrow('away');
    expect(logger.warn).not.toHaveBeenCalled();
    await check();
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
