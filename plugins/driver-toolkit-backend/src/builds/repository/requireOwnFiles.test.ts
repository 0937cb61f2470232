import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireOwnFiles } from './requireOwnFiles';

const LOCATION = 'https://forge.example.com/drivers/simple';

describe('requireOwnFiles', () => {
  let outside: string;
  let directory: string;

  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'own-files-'));
    await writeFile(join(outside, 'secret'), 'hunter22');
    directory = join(outside, 'repository');
    await mkdir(join(directory, 'src'), { recursive: true });
    await writeFile(join(directory, 'src', 'simple.c'), '');
  });

  afterEach(() => rm(outside, { recursive: true, force: true }));

  const link = (target: string, path: string) =>
    symlink(target, join(directory, path));
  const check = () => requireOwnFiles(directory, LOCATION);

  it('accepts links within the repository, and links that lead nowhere', async () => {
    await link('src', 'sources');
    await link('../src/simple.c', 'src/same.c');
    await link('later/on', 'missing');
    await link('./src/../src', 'again');
    await link('loop', 'loop');
    await writeFile(join(directory, '.dockerignore'), '*.o');

    await expect(check()).resolves.toBeUndefined();
  });

  it.each([
    ['by its parent', '../../secret'],
    ['to the root', '/'],
    // podman may create the target during the build.
    [
      'to a target that does not exist yet',
      '/var/lib/containers/storage/overlay/x/diff',
    ],
    ['to a missing target, through its parent', '../../later/x'],
    ['through a missing folder', 'missing/../../../etc'],
    ['through the processes', '/proc/self/fd/7/../../etc'],
  ])('refuses a link that leads out %s', async (_, target) => {
    await link(target, 'src/out');

    await expect(check()).rejects.toThrow(
      `src/out in ${LOCATION} is a link that leads out of the repository`,
    );
  });

  it('refuses a link that leads out through another link', async () => {
    await link('..', 'src/up');
    await link('src/up/../secret', 'out');

    await expect(check()).rejects.toThrow('out in https://');
  });

  it.each(['.containerignore', '.dockerignore', 'Containerfile.dockerignore'])(
    'refuses a link at %s, which podman reads itself',
    async name => {
      await link('src/simple.c', name);

      await expect(check()).rejects.toThrow(
        `${name} in ${LOCATION} must be a regular file, not a link or a folder.`,
      );
    },
  );
});
