import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { driverEntity } from '../../../../__testUtils__/driverEntity';
import type { Scene } from '../Scene';
import {
  aKernel,
  anImage,
  CENTOS_9,
  digestOf,
  fill,
  GHCR,
  LOCAL,
} from './world';

const NIC = 'component:default/simple-kmod';
const KERNEL = '5.14.0-391.el9';

/** A driver is deployed, before and after it is built. */
export const manifests: Scene = {
  config: {
    kernelSources: [CENTOS_9],
    imageRepositories: [GHCR],
    drivers: { repositories: [{ prefix: 'registry.example.com/drivers' }] },
    builders: [LOCAL],
  },
  entities: [
    driverEntity('simple-kmod', {
      image: 'registry.example.com/drivers/nic',
      location: 'https://github.com/acme/nic/',
    }),
  ],
  driverFile: [
    "version: '1.4.2'",
    'modules:',
    "  - { name: nic_core, parameters: { debug: '0' } }",
    '  - nic',
    'replaces: [in_tree_nic]',
    '',
  ].join('\n'),
  async play(backend, recorder) {
    fill(backend, {
      kernels: { 'centos-stream-9': [aKernel(KERNEL)] },
      images: { ghcr: [anImage(KERNEL)] },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    const entityRef = encodeURIComponent(NIC);
    const path = '/drivers/default/simple-kmod/manifests';
    await recorder.watch(
      '/kernels?imageState=present&limit=20',
      `/driver-claim?entityRef=${entityRef}`,
      '/drivers/default/simple-kmod/certificates',
      `/builds?entityRef=${entityRef}`,
      `${path}?for=kmm`,
      `${path}?for=daemonset&kernel=${KERNEL}.x86_64&targetNamespace=drivers&imagePullSecret=registry`,
      `${path}?for=preflight&for=openshift&kernel=${KERNEL}.x86_64`,
      `${path}?for=bootc`,
    );
    await recorder.step('it is built', async () => {
      backend.work();
      const { id } = await recorder.act<Build>('POST', '/builds', {
        type: 'driver',
        entityRef: NIC,
        source: 'centos-stream-9',
        kernel: KERNEL,
      });
      (await backend.running(id)).succeed(digestOf(NIC));
      await recorder.ended(id);
    });
  },
};
