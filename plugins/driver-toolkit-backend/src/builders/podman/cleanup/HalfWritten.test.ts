import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storageFolder, type LocalPodman } from '../localPodman';
import { HalfWritten } from './HalfWritten';

describe('HalfWritten', () => {
  let podman: LocalPodman;

  beforeEach(async () => {
    podman = {
      runtime: 'runc',
      graphRoot: await mkdtemp(join(tmpdir(), 'storage-')),
      graphDriverName: 'overlay',
      graphOptions: {},
      imageStores: [],
    };
  });

  afterEach(async () => {
    jest.useRealTimers();
    await rm(podman.graphRoot, { recursive: true });
  });

  async function store(
    kind: 'containers' | 'images' | 'layers',
    entries: object[],
    name: string = kind,
  ): Promise<void> {
    const folder = storageFolder(podman, kind);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.json`), JSON.stringify(entries));
  }

  const anything = () => new HalfWritten(podman).any();

  it('is nothing in an empty storage', async () => {
    expect(await anything()).toBe(false);
  });

  it.each(['containers', 'volatile-containers'])(
    'is a working container in the list of %s until it has its record',
    async name => {
      await store('containers', [{ id: 'a', layer: 'l' }], name);
      const userdata = join(storageFolder(podman, 'containers'), 'a/userdata');
      await mkdir(userdata, { recursive: true });
      expect(await anything()).toBe(true);

      await writeFile(join(userdata, 'buildah.json'), '{}');
      expect(await anything()).toBe(false);
    },
  );

  it('is no container of other programs', async () => {
    await store('containers', [{ id: 'a', layer: 'l', metadata: '{}' }]);
    expect(await anything()).toBe(false);
  });

  it('is an image until it has its manifest', async () => {
    await store('images', [{ id: 'a', 'big-data-names': ['sha256:c'] }]);
    expect(await anything()).toBe(true);

    await store('images', [
      { id: 'a', 'big-data-names': ['sha256:c', 'manifest'] },
    ]);
    expect(await anything()).toBe(false);
  });

  it("is a step's image until its temporary name is gone", async () => {
    const image = { id: 'a', 'big-data-names': ['manifest'] };
    const name = `docker.io/library/${'0f'.repeat(32)}-tmp:latest`;
    await store('images', [{ ...image, names: [name] }]);
    expect(await anything()).toBe(true);

    await store('images', [{ ...image, 'names-history': [name] }]);
    expect(await anything()).toBe(false);
  });

  it('is a layer that has no image or container yet', async () => {
    const manifest = { 'big-data-names': ['manifest'] };
    await store('layers', [
      { id: 'base' },
      { id: 'top', parent: 'base' },
      { id: 'mapped' },
      { id: 'begun', flags: { incomplete: true } },
      { id: 'working' },
    ]);
    await store('images', [
      { id: 'i', layer: 'top', 'mapped-layers': ['mapped'], ...manifest },
    ]);
    expect(await anything()).toBe(true);

    await store('containers', [{ id: 'a', layer: 'working', metadata: '{}' }]);
    expect(await anything()).toBe(false);
  });

  it('is nothing that existed before', async () => {
    await store('layers', [{ id: 'others' }]);
    const halfWritten = await HalfWritten.before(podman);
    expect(await halfWritten.any()).toBe(false);

    await store('layers', [{ id: 'others' }, { id: 'own' }]);
    expect(await halfWritten.any()).toBe(true);
  });

  it('is nothing that stays for long', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    await store('layers', [{ id: 'a' }]);
    const halfWritten = new HalfWritten(podman);
    expect(await halfWritten.any()).toBe(true);

    jest.advanceTimersByTime(6_000);
    expect(await halfWritten.any()).toBe(false);
  });
});
