import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';
import { brokenImages } from './__testUtils__/brokenImages';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { strayLayers } from './__testUtils__/strayLayers';
import {
  findLocalPodman,
  storageFolder,
  type LocalPodman,
} from './localPodman';

jest.setTimeout(180_000);

/** Each step, cached or not, creates and removes a working container. */
function stepsWith(content: string): string[] {
  return Array.from({ length: 10 }, (_, i) => `ENV CONTENT=${content}${i}`);
}

describe('PodmanBuilder stopping between the writes to its storage', () => {
  let bench: PodmanBench;
  let podman: LocalPodman;
  let stray: string[];

  beforeAll(async () => {
    bench = await PodmanBench.create();
    podman = (await findLocalPodman(queryLabPodman))!;
    stray = await strayLayers(podman);
  });

  afterAll(() => bench.dispose());

  /** Builds until a list of the storage was written this many times. */
  async function stopAt(
    write: number,
    kind: 'containers' | 'images',
    steps: string[],
  ): Promise<unknown> {
    const controller = new AbortController();
    let writes = 0;
    const watcher = watch(storageFolder(podman, kind), (_, file) => {
      if (file === `${kind}.json` && ++writes === write) {
        controller.abort(new Error('enough'));
      }
    });
    try {
      return await bench.build(steps, { signal: controller.signal });
    } catch (error) {
      return error;
    } finally {
      watcher.close();
    }
  }

  it('leaves no container while steps come from the cache', async () => {
    const steps = stepsWith('cached');
    await bench.build(steps);

    for (let write = 1; write <= 6; write++) {
      expect(await stopAt(write, 'containers', steps)).toEqual(
        new Error('enough'),
      );
    }

    expect(await bench.newContainers()).toEqual([]);
    expect(await strayLayers(podman)).toEqual(stray);
  });

  it('leaves no image without its manifest while steps are stored', async () => {
    const broken = await brokenImages(podman);
    for (let write = 1; write <= 6; write++) {
      expect(await stopAt(write, 'images', stepsWith(randomUUID()))).toEqual(
        new Error('enough'),
      );
    }

    expect(await brokenImages(podman)).toEqual(broken);
    expect(await bench.newContainers()).toEqual([]);
    expect(await strayLayers(podman)).toEqual(stray);
  });
});
