import { kernelEntityRef } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { InMemoryDriverToolkit } from '../src/__testUtils__/InMemoryDriverToolkit';
import {
  aBuild,
  aBuilder,
  aDigest,
  aFlavour,
  aKernel,
  anImage,
  aSource,
} from '../src/__testUtils__/fixtures';
import { refusal } from '../src/__testUtils__/refusal';
import { DemoWorker } from './DemoWorker';

const STALE = [
  'The base image quay.io/centos/centos:stream9 has changed since.',
];
const PRESENT = ['5.14.0-391.el9', '5.14.0-388.el9', '5.14.0-383.el9'];

/** A backend to look at the plugin with. */
export function demoWorld(
  kind: string,
  logLines: number,
): InMemoryDriverToolkit {
  const world = new DemoWorker();
  if (kind === 'empty') {
    world.sources = [
      aSource({
        items: 0,
        lastSuccess: undefined,
        error:
          'https://mirror.stream.centos.org/9-stream/BaseOS/x86_64/os/repodata/repomd.xml couldn’t be read: getaddrinfo ENOTFOUND mirror.stream.centos.org. Check the network, or the address under driverToolkit.kernelSources.',
      }),
      aSource({
        id: 'lab',
        title: 'Lab mirror',
        items: 0,
        lastSuccess: undefined,
      }),
    ];
    return world;
  }
  fill(world, logLines);
  if (kind === 'failing') {
    refusal(
      503,
      'ServiceUnavailableError',
      'The index’s database is locked by another process; try again in a moment.',
    ).then(error => {
      world.failing.set('getKernels', error);
      world.failing.set('getCoverage', error);
      world.failing.set('getBuilds', error);
      world.failing.set('getBuilders', error);
      world.failing.set('getSources', error);
    });
  }
  return world;
}

function fill(world: InMemoryDriverToolkit, logLines: number): void {
  world.kernels = [
    aKernel('5.14.0-427.el9', {
      flavours: ['x86_64', 'aarch64'].flatMap(architecture => [
        aFlavour('5.14.0-427.el9', { architecture }),
        aFlavour('5.14.0-427.el9', { architecture, variant: 'rt' }),
      ]),
    }),
    ...PRESENT.map(kernel =>
      aKernel(kernel, {
        imageState: 'present',
        flavours: [
          aFlavour(kernel),
          aFlavour(kernel, { variant: 'rt' }),
          aFlavour(kernel, { architecture: 'aarch64' }),
          aFlavour(kernel, { architecture: 'aarch64', variant: '64k' }),
        ],
      }),
    ),
    outdated('5.14.0-381.el9'),
    incomplete('5.14.0-379.el9'),
    released('5.14.0-378.el9'),
    withoutToolkit('5.14.0-376.el9'),
    unreachable('5.14.0-375.el9'),
    aKernel('5.14.0-371.el9', { imageState: 'present', retired: true }),
    aKernel('5.14.0-368.el9', {
      flavours: [aFlavour('5.14.0-368.el9', { buildable: false })],
    }),
    ...Array.from({ length: 70 }, (_, index) =>
      aKernel(`5.14.0-${360 - index}.el9`),
    ),
  ];
  world.images = [
    ...PRESENT.map(kernel => anImage(kernel)),
    anImage('5.14.0-381.el9', {
      stale: STALE,
      platforms: anImage('5.14.0-381.el9').platforms.slice(0, 1),
    }),
    anImage('5.14.0-379.el9'),
    anImage('5.14.0-371.el9'),
  ];
  world.sources = [
    aSource({
      items: world.kernels.length,
      lastSuccess: ago(9),
      lastAttempt: ago(9),
    }),
    aSource({
      id: 'rocky-8',
      title: 'Rocky Linux 8',
      items: 12,
      lastSuccess: ago(60 * 26),
      lastAttempt: ago(4),
      error:
        'https://dl.rockylinux.org/pub/rocky/8/BaseOS/x86_64/os/repodata/repomd.xml answered 503. The 12 kernels of the last good read are still shown.',
      warnings: [
        'The optional repository https://dl.rockylinux.org/pub/rocky/8/RT/aarch64/os/ isn’t there (404): no rt kernels for aarch64.',
      ],
    }),
    aSource({
      id: 'alma-9',
      title: 'AlmaLinux 9',
      items: 41,
      lastSuccess: ago(60 * 5),
      lastAttempt: ago(5),
      error: '38 of 41 kernels for aarch64 are missing.',
      held: {
        reasons: ['38 of 41 kernels for aarch64 are missing.'],
        since: ago(60 * 4),
      },
    }),
    aSource({
      id: 'ghcr',
      kind: 'images',
      type: 'oci',
      title: 'ghcr.io/fabiendupont/driver-toolkit',
      items: 3,
      lastSuccess: ago(2),
      lastAttempt: ago(2),
    }),
  ];
  world.builders = [
    aBuilder({ running: 1, queued: 2 }),
    aBuilder({
      id: 'arm-1',
      architectures: ['aarch64'],
      reachable: false,
      version: undefined,
      freeBytes: undefined,
      problems: [
        'podman isn’t installed. On Debian: apt-get install --no-install-recommends podman runc. On Fedora or RHEL: dnf install podman.',
      ],
    }),
  ];
  const failed = aBuild({
    id: '5b1f61d5-7e2d-4f0b-8a0e-3d5ad9c25a11',
    kernel: '5.14.0-427.el9',
    state: 'failed',
    createdAt: ago(62),
    startedAt: ago(62),
    finishedAt: ago(60),
    builder: 'local',
    error: {
      message:
        'The image couldn’t be built: dnf found no package kernel-devel-5.14.0-427.el9.',
      step: 'STEP 7/14: RUN dnf -y install kernel-devel-${KERNEL_VERSION}',
      lines: [
        'Last metadata expiration check: 0:00:07 ago.',
        'No match for argument: kernel-devel-5.14.0-427.el9',
        '\u001b[31mError: Unable to find a match: kernel-devel-5.14.0-427.el9\u001b[0m',
      ],
    },
  });
  const succeeded = aBuild({
    id: '9a9c7c7e-1c84-4b3a-9a63-5fb4b1f8cb22',
    state: 'succeeded',
    createdAt: ago(180),
    startedAt: ago(179),
    finishedAt: ago(176),
    builder: 'local',
    digest: anImage('5.14.0-391.el9').digest,
  });
  const driver = aBuild({
    ...succeeded,
    id: 'c2c3c7c7-1c84-4b3a-9a63-5fb4b1f8cb23',
    type: 'driver',
    entityRef: 'component:default/simple-kmod',
    createdAt: ago(90),
    finishedAt: ago(88),
  });
  const failedDriver = aBuild({
    ...driver,
    id: 'd2c3c7c7-1c84-4b3a-9a63-5fb4b1f8cb24',
    kernel: '5.14.0-388.el9',
    state: 'failed',
    digest: undefined,
    error: { message: 'The module’s vermagic names another kernel.' },
  });
  world.builds = [failed, failedDriver, driver, succeeded];
  world.write(failed.id, demoLines(400));
  world.write(succeeded.id, demoLines(logLines));
}

function outdated(kernel: string) {
  const stale = aKernel(kernel, { imageState: 'present' });
  return {
    ...stale,
    images: stale.images.map(image => ({ ...image, stale: STALE })),
  };
}

function incomplete(kernel: string) {
  const flavours = ['x86_64', 'aarch64'].map(architecture =>
    aFlavour(kernel, { architecture }),
  );
  const present = aKernel(kernel, { imageState: 'present', flavours });
  const [x86, arm] = present.images[0].architectures;
  return {
    ...present,
    images: present.images.map(image => ({
      ...image,
      architectures: [x86, { ...arm, state: 'absent' as const }],
    })),
  };
}

function released(kernel: string) {
  return aKernel(kernel, {
    imageState: 'present',
    images: [],
    toolkitImages: [
      {
        architecture: 'x86_64',
        reference: `quay.io/openshift-release-dev/ocp-v4.0-art-dev@${aDigest(
          kernel,
        )}`,
        releases: ['4.16.3', '4.16.2', '4.16.1'],
        releaseCount: 5,
      },
    ],
  });
}

/** Nodes run it, and their release's own toolkit image is for another kernel. */
function withoutToolkit(kernel: string) {
  return aKernel(kernel, {
    images: [],
    flavours: [aFlavour(kernel, { buildable: false, packages: [] })],
    releasesWithoutToolkit: [
      {
        architecture: 'x86_64',
        releases: ['4.20.0-okd-scos.9', '4.20.0-okd-scos.8'],
        releaseCount: 2,
        toolkits: [
          {
            reference: `quay.io/okd/scos-content@${aDigest(`${kernel} old`)}`,
            kernel: '5.14.0-360.el9',
          },
        ],
      },
    ],
    otherSources: [
      {
        source: 'centos-stream-9',
        entityRef: kernelEntityRef('centos-stream-9', kernel),
        imageState: 'absent',
        references: [],
        architectures: ['x86_64'],
      },
    ],
  });
}

function unreachable(kernel: string) {
  const unknown = aKernel(kernel, { imageState: 'unknown' });
  const [image] = unknown.images;
  const reason =
    'ghcr.io answered 429 (too many requests); it will be asked again in 5 minutes.';
  return { ...unknown, images: [{ ...image, reason }] };
}

function demoLines(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    index % 20 === 0
      ? `\u001b[1;32mSTEP ${
          1 + ((index / 20) % 14)
        }/14:\u001b[0m RUN dnf -y install kernel-core kernel-devel`
      : `  Installing : package-${index}-1.2.3-${
          index % 7
        }.el9.x86_64   ${index}/${count}`,
  );
}

function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}
