import { ServiceUnavailableError } from '@backstage/errors';
import {
  kernelEntityRef,
  type Image,
  type Kernel,
  type Page,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Scene } from '../Scene';
import {
  aKernel,
  anImage,
  CENTOS_9,
  digestOf,
  fill,
  GHCR,
  LOCAL,
  ON_AN_EARLIER_BASE,
} from './world';

const BOTH = ['x86_64', 'aarch64'];
const TOOLKIT = `quay.io/okd/scos-content@${digestOf('toolkit')}`;
const release = (releases: string[], releaseCount = releases.length) => ({
  architecture: 'x86_64',
  releases,
  releaseCount,
});

/** Kernels and images in every state. */
export const kernels: Scene = {
  config: {
    kernelSources: [
      CENTOS_9,
      { ...CENTOS_9, id: 'centos-stream-10', title: 'CentOS Stream 10' },
      { ...CENTOS_9, id: 'rocky-9', title: 'Rocky Linux 9' },
      { ...CENTOS_9, id: 'alma-9', title: 'AlmaLinux 9' },
      { id: 'okd', type: 'openshift', title: 'OKD', channels: ['stable-4'] },
    ],
    imageRepositories: [
      {
        ...GHCR,
        kernelSources: ['centos-stream-9', 'centos-stream-10', 'rocky-9'],
      },
      {
        id: 'quay',
        image: 'quay.io/drivers/toolkit',
        kernelSources: ['rocky-9'],
      },
      {
        id: 'down',
        image: 'registry.example.com/dtk',
        kernelSources: ['rocky-9', 'alma-9'],
      },
    ],
    builders: [{ ...LOCAL, architectures: BOTH }],
  },
  entities: [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'simple-kmod',
        annotations: {
          'driver-toolkit/kernel': 'centos-stream-9/5.14.0-370.el9',
        },
      },
      spec: { type: 'driver-container' },
    },
  ],
  async play(backend, recorder) {
    const left = [aKernel('5.14.0-371.el9'), aKernel('5.14.0-370.el9')];
    const kept = [
      aKernel('5.14.0-427.el9'),
      aKernel('5.14.0-391.el9', ['x86_64', 'aarch64', 'x86_64+rt']),
      aKernel('5.14.0-388.el9'),
      aKernel('5.14.0-381.el9'),
      aKernel('5.14.0-379.el9', BOTH),
      aKernel('5.14.0-377.el9', BOTH),
      aKernel('5.14.0-368.el9', ['x86_64'], { unbuildable: ['x86_64'] }),
      aKernel('5.14.0-364.el9', BOTH),
      aKernel('5.14.0-366.el9', ['x86_64', 'x86_64+rt'], {
        unbuildable: ['x86_64+rt'],
      }),
    ];
    const nodes = (kernel: string, releases: object) =>
      aKernel(kernel, ['x86_64'], {
        unbuildable: ['x86_64'],
        ...releases,
      });
    const elsewhere = {
      toolkits: [{ reference: TOOLKIT, kernel: '6.12.0-212.el10' }],
    };
    fill(backend, {
      kernels: {
        'centos-stream-9': [...kept, ...left],
        'centos-stream-10': [
          aKernel('6.12.0-227.el10', BOTH),
          aKernel('6.12.0-224.el10', BOTH),
        ],
        'rocky-9': [aKernel('5.14.0-362.el9')],
        'alma-9': [aKernel('5.14.0-375.el9'), aKernel('6.12.0-228.el10')],
        okd: [
          nodes('6.12.0-228.el10', {
            releasesWithoutToolkit: [{ ...release(['4.20.3']), toolkits: [] }],
          }),
          nodes('6.12.0-227.el10', {
            releasesWithoutToolkit: [{ ...release(['4.20.3']), toolkits: [] }],
          }),
          nodes('6.12.0-226.el10', {
            releasesWithoutToolkit: [
              { ...release(['4.20.3', '4.20.2'], 6), toolkits: [] },
            ],
          }),
          nodes('6.12.0-225.el10', {
            releasesWithoutToolkit: [{ ...release(['4.20.3']), ...elsewhere }],
          }),
          nodes('6.12.0-224.el10', {
            releasesWithoutToolkit: [{ ...release(['4.20.3']), ...elsewhere }],
          }),
          nodes('5.14.0-378.el9', {
            toolkitImages: [
              { ...release(['4.16.3', '4.16.2'], 12), reference: TOOLKIT },
            ],
          }),
        ],
      },
      images: {
        ghcr: [
          anImage('6.12.0-227.el10'),
          anImage('5.14.0-391.el9', {
            architectures: ['amd64', 'arm64'],
            referrers: [
              {
                digest: digestOf('sbom'),
                kind: 'sbom',
                artifactType: 'application/spdx+json',
                size: 2048,
              },
              { digest: digestOf('other') },
            ],
          }),
          anImage('5.14.0-388.el9'),
          anImage('5.14.0-381.el9', { labels: ON_AN_EARLIER_BASE }),
          anImage('5.14.0-379.el9'),
          anImage('5.14.0-377.el9', { labels: ON_AN_EARLIER_BASE }),
          anImage('5.14.0-371.el9', { labels: ON_AN_EARLIER_BASE }),
          anImage('5.14.0-365.el9', {
            digest: undefined,
            platforms: [],
            labels: {},
            error: 'ghcr.io answered 429.',
          }),
          anImage('5.14.0-364.el9', {
            architectures: ['amd64', 'arm64'],
            labels: ON_AN_EARLIER_BASE,
          }),
          anImage('5.14.0-362.el9'),
        ],
        quay: [anImage('5.14.0-362.el9', { labels: ON_AN_EARLIER_BASE })],
      },
    });
    backend.repositories.get('down')!.error = new ServiceUnavailableError(
      'registry.example.com answered 429.',
    );
    for (const id of [
      ...backend.sources.keys(),
      ...backend.repositories.keys(),
    ]) {
      await recorder.act('POST', `/sources/${id}/refresh`);
    }
    backend.sources.get('centos-stream-9')!.reading.kernels = kept;
    await recorder.act('POST', '/sources/centos-stream-9/refresh');

    await recorder.watch(
      '/sources',
      '/builders',
      '/builds',
      '/kernels',
      '/kernels?q=391',
      '/kernels?q=none',
      '/kernels?variant=rt',
      '/kernels?imageState=present&limit=20',
      '/coverage',
      '/coverage?source=okd',
      '/images?entityRef=resource%3Adefault%2Fghcr-gone&limit=1',
    );
    const { items } = await recorder.get<Page<Kernel>>('/kernels?limit=500');
    for (const { source, kernel } of items) {
      await recorder.watch(
        `/kernels/${source}/${encodeURIComponent(kernel)}`,
        `/builds?entityRef=${encodeURIComponent(
          kernelEntityRef(source, kernel),
        )}`,
      );
    }
    const images = await recorder.get<Page<Image>>('/images?limit=500');
    for (const { entityRef } of images.items) {
      await recorder.watch(
        `/images?entityRef=${encodeURIComponent(entityRef)}&limit=1`,
      );
    }
  },
};
