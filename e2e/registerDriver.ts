import { pushRepository } from '../plugins/driver-toolkit-backend/src/__testUtils__/pushRepository';
import { PortalApi } from './PortalApi';
import { readLab } from './readLab';

/**
 * Pushes a driver container's repository to the lab's forge and registers it
 * in the catalog.
 *
 * @param options - `image` is the repository of its images; default: in the
 * lab's registry
 * @returns the address of its page's Builds tab
 */
export async function registerDriver(
  name: string,
  files: Record<string, string>,
  options: { image?: string } = {},
): Promise<string> {
  const { registry, forge } = await readLab();
  const { image = `${registry}/drivers/${name}` } = options;
  const location = await pushRepository(forge, name, {
    ...files,
    'catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
  annotations:
    driver-toolkit/driver-image: ${image}
spec:
  type: driver-container
  lifecycle: experimental
  owner: group:default/drivers
`,
  });
  const api = await PortalApi.create();
  await api.register(`${location}catalog-info.yaml`, name);
  return `/catalog/default/component/${name}/builds`;
}
