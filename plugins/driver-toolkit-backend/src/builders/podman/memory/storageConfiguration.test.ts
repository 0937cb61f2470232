import type { LocalPodman } from '../localPodman';
import { storageConfiguration } from './storageConfiguration';

const PODMAN: LocalPodman = {
  runtime: '/usr/bin/runc',
  graphRoot: '/var/lib/containers/storage',
  graphDriverName: 'overlay',
  graphOptions: {},
};

describe('storageConfiguration', () => {
  it("has podman's images and nothing else of its storage", () => {
    expect(storageConfiguration(PODMAN, '/dev/shm/a')).toBe(
      [
        '[storage]',
        'driver = "overlay"',
        'graphroot = "/dev/shm/a/graph"',
        'runroot = "/dev/shm/a/run"',
        '[storage.options]',
        'additionalimagestores = ["/var/lib/containers/storage"]',
        '[storage.options.overlay]',
        'skip_mount_home = "true"',
        '',
      ].join('\n'),
    );
  });

  it('takes over how layers are mounted and where images are, as Fedora sets it up', () => {
    const configuration = storageConfiguration(
      {
        ...PODMAN,
        graphOptions: {
          'overlay.mountopt': 'nodev,metacopy=on',
          'overlay.imagestore': '/usr/lib/containers/storage',
        },
      },
      '/dev/shm/a',
    );
    expect(configuration).toContain('mountopt = "nodev,metacopy=on"\n');
    expect(configuration).toContain(
      'additionalimagestores = ["/var/lib/containers/storage","/usr/lib/containers/storage"]\n',
    );
  });

  it.each([
    ['another driver', { graphDriverName: 'vfs' }],
    [
      'a program that mounts',
      {
        graphOptions: {
          'overlay.mount_program': { Executable: '/usr/bin/fuse-overlayfs' },
        },
      },
    ],
  ])('is not there with %s', (_, changes) => {
    expect(
      storageConfiguration({ ...PODMAN, ...changes }, '/dev/shm/a'),
    ).toBeUndefined();
  });
});
