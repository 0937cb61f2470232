import { storageConfiguration } from './storageConfiguration';

const STORAGE = {
  graphRoot: '/var/lib/some/graph',
  runRoot: '/run/some',
  driver: 'overlay',
  options: {},
  imageStores: [],
};

describe('storageConfiguration', () => {
  it('names its own folders and the storages it reads images from', () => {
    expect(
      storageConfiguration({
        ...STORAGE,
        imageStores: ['/var/lib/one', '/var/lib/two'],
      }),
    ).toBe(
      [
        '[storage]',
        'driver = "overlay"',
        'graphroot = "/var/lib/some/graph"',
        'runroot = "/run/some"',
        'rootless_storage_path = "/var/lib/some/graph"',
        '[storage.options]',
        'additionalimagestores = ["/var/lib/one","/var/lib/two"]',
        '[storage.options.overlay]',
        'skip_mount_home = "true"',
        '',
      ].join('\n'),
    );
  });

  it('keeps the mount options of layers', () => {
    const configuration = storageConfiguration({
      ...STORAGE,
      options: {
        'overlay.mountopt': 'nodev,metacopy=on',
        'overlay.mount_program': {
          Executable: '/usr/bin/fuse-overlayfs',
          Version: 'fusermount3 version: 3.10.5',
        },
      },
    });
    expect(configuration).toContain('mountopt = "nodev,metacopy=on"\n');
    expect(configuration).toContain(
      'mount_program = "/usr/bin/fuse-overlayfs"\n',
    );
  });

  it('has only options of its own driver', () => {
    const configuration = storageConfiguration({ ...STORAGE, driver: 'vfs' });
    expect(configuration).toContain('[storage.options.vfs]\n');
    expect(configuration).not.toContain('skip_mount_home');
  });

  it.each([
    ['another driver', { 'btrfs.min_space': '10G' }],
    ['an unknown form', { 'overlay.size': { bytes: 1 } }],
    ['no driver', { ignore_chown_errors: 'true' }],
  ])('is undefined with an option of %s', (_, options) => {
    expect(storageConfiguration({ ...STORAGE, options })).toBeUndefined();
  });
});
