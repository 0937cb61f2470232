import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalPodman } from '../localPodman';
import type { Podman } from '../process/Podman';
import { isThere, SealedImages, type MakeImage } from './SealedImages';

const { signal } = new AbortController();
/** Has no containers; other commands are not used. */
const podman = {
  with: () => podman,
  query: async () => '',
} as unknown as Podman;
const own: LocalPodman = {
  runtime: '/usr/bin/runc',
  graphRoot: '/var/lib/containers/storage',
  graphDriverName: 'overlay',
  graphOptions: {},
  imageStores: [],
};

describe('SealedImages', () => {
  let root: string;
  /** The images as two processes of one machine see them. */
  let images: SealedImages<string>;
  let others: SealedImages<string>;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sealed-'));
    images = new SealedImages(root, 'images', { podman, own });
    others = new SealedImages(root, 'images', { podman, own });
  });

  afterEach(() => rm(root, { recursive: true }));

  const attempts = async (name: string) =>
    (await readdir(images.folderOf(name).path)).filter(entry =>
      entry.startsWith('made-'),
    );
  const make = (description: string) =>
    jest.fn<Promise<string>, Parameters<MakeImage<string>>>(
      async () => description,
    );

  it('are made once for concurrent and later users', async () => {
    const one = make('one');
    const other = make('other');
    const opened = await Promise.all([
      images.open('a', { signal, make: one }),
      others.open('a', { signal, make: other }),
      images.open('a', { signal, make: one }),
    ]);
    opened.push(await others.open('a', { signal, make: other }));
    expect(one.mock.calls.length + other.mock.calls.length).toBe(1);
    expect(new Set(opened.map(image => image.graphRoot)).size).toBe(1);
    expect(new Set(opened.map(image => image.description)).size).toBe(1);
    await Promise.all(opened.map(image => image.close()));
    expect(await attempts('a')).toHaveLength(1);
  });

  it('differ by name', async () => {
    const a = await images.open('a', { signal, make: make('of a') });
    const b = await images.open('b', { signal, make: make('of b') });
    expect(a.graphRoot).not.toBe(b.graphRoot);
    expect(
      (await images.list()).map(image => image.description).sort(),
    ).toEqual(['of a', 'of b']);
    await a.close();
    await b.close();
  });

  it('are made by the next waiting user if one failed', async () => {
    let fail = (_: Error) => {};
    const failing = images.open('a', {
      signal,
      make: () => new Promise((_, reject) => (fail = reject)),
    });
    failing.catch(() => {});
    while (
      fail.length === 0 ||
      (await attempts('a').catch(() => [])).length === 0
    ) {
      await delay(5);
    }
    const next = make('next');
    const waiting = others.open('a', { signal, make: next });
    await delay(50);
    expect(next).not.toHaveBeenCalled();

    fail(new Error('no registry'));
    await expect(failing).rejects.toThrow('no registry');
    const image = await waiting;
    expect(image.description).toBe('next');
    expect(await attempts('a')).toEqual([image.attempt]);
    await image.close();
  });

  it('are made again without leftovers of an earlier attempt', async () => {
    const left = await images.open('a', { signal, make: make('left') });
    await left.close();
    await rm(join(images.folderOf('a').path, 'image.json'));

    const image = await images.open('a', { signal, make: make('new') });
    expect(image.attempt).not.toBe(left.attempt);
    expect(await attempts('a')).toEqual([image.attempt]);
    await image.close();
  });

  it('end the wait when the signal fires', async () => {
    let end: () => void;
    let first: ReturnType<typeof images.open>;
    await new Promise<void>(begun => {
      first = images.open('a', {
        signal,
        make: () =>
          new Promise(resolve => {
            end = () => resolve('first');
            begun();
          }),
      });
    });
    const controller = new AbortController();
    const waiting = others.open('a', {
      signal: controller.signal,
      make: make('second'),
    });
    controller.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
    end!();
    await (await first!).close();
    expect(await images.folderOf('a').ifUnused(async () => {})).toBe(true);
  });

  it('are in use until all users have closed them', async () => {
    const folder = images.folderOf('a');
    const first = await images.open('a', { signal, make: make('a') });
    const second = await others.open('a', { signal, make: make('a') });
    const remove = jest.fn(() => images.remove(folder));
    expect(await folder.ifUnused(remove)).toBe(false);
    await first.close();
    expect(await folder.ifUnused(remove)).toBe(false);
    expect(await isThere(first.graphRoot)).toBe(true);

    await second.close();
    expect(await folder.ifUnused(remove)).toBe(true);
    expect(remove).toHaveBeenCalledTimes(1);
    expect(await isThere(first.graphRoot)).toBe(false);
    expect(await images.list()).toEqual([]);
    await expect(stat(dirname(first.graphRoot))).rejects.toThrow('ENOENT');
  });

  it('are not in use after a failed attempt', async () => {
    await expect(
      images.open('a', {
        signal,
        make: async () => {
          throw new Error('no');
        },
      }),
    ).rejects.toThrow('no');
    expect(await images.folderOf('a').ifUnused(async () => {})).toBe(true);
    expect(await images.list()).toEqual([]);
  });

  it('become the newest when they are renewed, and stay unchanged', async () => {
    const image = await images.open('a', { signal, make: make('a') });
    await image.close();
    await delay(5);
    await images.renew('a');
    await images.renew('nothing');
    const [renewed] = await images.list();
    expect(renewed).toMatchObject({ name: 'a', attempt: image.attempt });
    expect(renewed.madeAt).toBeGreaterThan(image.madeAt);
    expect(await images.list()).toHaveLength(1);
  });
});
