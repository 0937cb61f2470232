import { join } from 'node:path';
import type {
  Build,
  ImageClaim,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { driverEntity } from '../../../../__testUtils__/driverEntity';
import {
  ELLIPTIC_CERTIFICATE,
  MODULE_CERTIFICATE,
  MODULE_KEY,
} from '../../../../trust/moduleSigning/__testUtils__/moduleKey';
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

const IMAGE = 'registry.example.com/drivers/nic';
const NIC = 'component:default/nic';
const OTHER = 'component:default/other';
const OWN = { entityRef: NIC, sourceRepository: 'github.com/acme/nic' };

/**
 * Two drivers claim the same image, and the modules of the first are signed; a
 * third one has no image.
 */
export const claims: Scene = {
  config: folder => ({
    kernelSources: [CENTOS_9],
    imageRepositories: [GHCR],
    drivers: { repositories: [{ prefix: 'registry.example.com/drivers' }] },
    moduleSigning: {
      keys: [
        {
          name: 'modules-2026',
          keyFile: join(folder, 'key'),
          certificateFile: join(folder, 'certificate'),
        },
        { name: 'modules-2025', certificateFile: join(folder, 'retired') },
      ],
      drivers: [
        {
          repository: 'github.com/acme',
          keys: ['modules-2026', 'modules-2025'],
        },
      ],
    },
    builders: [LOCAL],
  }),
  files: {
    key: MODULE_KEY,
    certificate: MODULE_CERTIFICATE,
    retired: ELLIPTIC_CERTIFICATE,
  },
  entities: [
    driverEntity('nic', {
      image: IMAGE,
      location: 'https://github.com/acme/nic/',
    }),
    driverEntity('other', {
      image: IMAGE,
      location: 'https://github.com/evil/other/',
    }),
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'bare' },
      spec: { type: 'driver-container' },
    },
  ],
  async play(backend, recorder) {
    fill(backend, {
      kernels: { 'centos-stream-9': [aKernel('5.14.0-391.el9')] },
      images: { ghcr: [anImage('5.14.0-391.el9')] },
    });
    await recorder.act('POST', '/sources/centos-stream-9/refresh');
    await recorder.act('POST', '/sources/ghcr/refresh');
    const build = (entityRef: string) =>
      recorder.act<Build>('POST', '/builds', {
        type: 'driver',
        entityRef,
        source: 'centos-stream-9',
        kernel: '5.14.0-391.el9',
      });
    const readClaim = async () => {
      const { items } = await recorder.get<{ items: ImageClaim[] }>('/claims');
      return items[0];
    };

    await recorder.watch(
      ...[NIC, 'component:default/bare'].map(
        entityRef => `/driver-claim?entityRef=${encodeURIComponent(entityRef)}`,
      ),
    );
    await recorder.watch(
      ...['nic', 'other'].map(name => `/drivers/default/${name}/certificates`),
    );
    await recorder.step('it is built', () => build(NIC));
    const { id } = await readClaim();
    await recorder.watch('/claims', `/claims/${id}`);
    await recorder.post(`/claims/${id}/release`);
    await recorder.step('another driver is built', async () => {
      backend.work();
      const { id: ofOther } = await build(OTHER);
      (await backend.running(ofOther)).succeed(digestOf(OTHER));
      await recorder.ended(ofOther);
    });
    await recorder.post(`/claims/${id}/move`, OWN);
    await recorder.step('its repository moves', () =>
      recorder.act('POST', `/claims/${id}/move`, {
        ...OWN,
        sourceRepository: 'github.com/acme/old',
      }),
    );
    await recorder.step('it is not known whose it was', async () => {
      // Like after an update from a version without claims.
      await backend.knex('image_claims').delete();
      await build(NIC);
    });
    const disputed = await readClaim();
    await recorder.post(`/claims/${disputed.id}/move`, {
      entityRef: OTHER,
      sourceRepository: 'github.com/evil/other',
    });
  },
};
