import { createTestDatabase } from '../__testUtils__/testDatabases';
import { ActionBench } from './__testUtils__/ActionBench';

jest.setTimeout(60_000);

describe('get-driver-manifests', () => {
  let bench: ActionBench;

  beforeEach(async () => {
    bench = new ActionBench(await createTestDatabase('SQLITE_3'));
  });

  it('returns files for named kernels, and says what is not built', async () => {
    const kernel = '5.14.0-391.el9.x86_64';

    expect(
      await bench.invoke('get-driver-manifests', {
        entityRef: 'default/nic',
        kinds: ['kmm', 'daemonset'],
        kernels: [kernel],
        namespace: 'drivers',
        imagePullSecret: 'registry',
      }),
    ).toEqual({
      files: [
        {
          kind: 'kmm',
          name: 'module.yaml',
          content: expect.stringMatching(
            /kind: 'Module'[^]*namespace: 'drivers'[^]*name: 'registry'/,
          ),
        },
        {
          kind: 'daemonset',
          name: 'daemonset.yaml',
          content: expect.stringContaining(
            `image: 'registry.example.com/drivers/nic:${kernel}'`,
          ),
        },
      ],
      warnings: [
        expect.stringContaining(`has built no image for ${kernel} yet`),
      ],
      kernels: [{ unameRelease: kernel }],
      commit: 'c0ffee',
    });
  });

  it('says that a driver does not exist', async () => {
    await expect(
      bench.invoke('get-driver-manifests', {
        entityRef: 'component:default/none',
        kinds: ['kmm'],
      }),
    ).rejects.toThrow('The catalog has no entity component:default/none.');
  });
});
