import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import driverToolkitPlugin from './index';

describe('driver-toolkit backend whose key to sign images with is missing', () => {
  it('does not start, and names it in the configuration', async () => {
    const started = startTestBackend({
      features: [
        driverToolkitPlugin,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({
          data: {
            driverToolkit: {
              imageRepositories: [
                {
                  id: 'registry',
                  image: 'registry.example.com/driver-toolkit',
                  push: true,
                  signing: { keyFile: '/nowhere/cosign.key' },
                },
              ],
            },
          },
        }),
      ],
    });

    await expect(started).rejects.toThrow(
      'driverToolkit.imageRepositories[0].signing.keyFile is the path of a file that cannot be read (ENOENT)',
    );
  });
});
