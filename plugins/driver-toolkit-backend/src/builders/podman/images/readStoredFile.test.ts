import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LocalPodman } from '../localPodman';
import { readStoredFile } from './readStoredFile';

const PATH = '/etc/release.json';

describe('readStoredFile', () => {
  let podman: LocalPodman;

  beforeEach(async () => {
    const graphRoot = await mkdtemp(join(tmpdir(), 'layers-'));
    podman = {
      runtime: 'runc',
      graphRoot,
      graphDriverName: 'overlay',
      graphOptions: {},
      imageStores: [],
    };
    // From the lowest to the uppermost; half of them in the list of newer
    // storage.
    await put('overlay-layers/layers.json', [
      { id: 'lower' },
      { id: 'other' },
      { id: 'middle', parent: 'lower' },
    ]);
    await put('overlay-layers/volatile-layers.json', [
      { id: 'upper', parent: 'middle' },
    ]);
    await put('overlay-images/images.json', [
      { id: 'another', layer: 'other' },
      { id: 'image', layer: 'upper' },
    ]);
    await put(`overlay/other/diff${PATH}`, 'of another image');
  });

  afterEach(() => rm(podman.graphRoot, { recursive: true }));

  async function put(path: string, content: unknown) {
    const file = join(podman.graphRoot, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }

  const read = async (path = PATH) =>
    (await readStoredFile(podman, 'sha256:image', path))?.toString();

  it('reads a file from the uppermost layer that has its folder', async () => {
    await put(`overlay/upper/diff/usr/share/other`, '');
    await put(`overlay/middle/diff${PATH}`, 'new');
    await put(`overlay/lower/diff${PATH}`, 'old');
    expect(await read()).toBe('new');
    await put('overlay/lower/diff/greeting', 'hello');
    expect(await read('/greeting')).toBe('hello');
  });

  it('does not look below a layer that has the folder without the file', async () => {
    await put(`overlay/upper/diff/etc/hosts`, '');
    await put(`overlay/lower/diff${PATH}`, 'hidden, perhaps');
    expect(await read()).toBeUndefined();
  });

  it('follows no link', async () => {
    await put('secret', 'of this machine');
    await put('overlay/middle/diff/etc/hosts', '');
    await symlink(
      join(podman.graphRoot, 'secret'),
      join(podman.graphRoot, `overlay/middle/diff${PATH}`),
    );
    expect(await read()).toBeUndefined();

    await put('elsewhere/release.json', 'of this machine');
    await mkdir(join(podman.graphRoot, 'overlay/upper/diff'), {
      recursive: true,
    });
    await symlink(
      join(podman.graphRoot, 'elsewhere'),
      join(podman.graphRoot, 'overlay/upper/diff/etc'),
    );
    expect(await read()).toBeUndefined();
    expect(await read('/../../../secret')).toBeUndefined();
  });

  it('leaves everything but small plain files to podman', async () => {
    await put(`overlay/upper/diff${PATH}`, 'x'.repeat(1024 * 1024 + 1));
    expect(await read()).toBeUndefined();
    expect(await read('/etc')).toBeUndefined();
    expect(await read('/')).toBeUndefined();
  });

  it('returns undefined for other storage drivers or images', async () => {
    await put(`overlay/upper/diff${PATH}`, 'content');
    expect(await readStoredFile(podman, 'unknown', PATH)).toBeUndefined();
    const vfs = { ...podman, graphDriverName: 'vfs' };
    expect(await readStoredFile(vfs, 'image', PATH)).toBeUndefined();
  });
});
