import { watch } from 'node:fs';
import { PodmanBench } from './__testUtils__/PodmanBench';
import { strayLayers } from './__testUtils__/strayLayers';
import { queryLabPodman } from '../../__testUtils__/queryLabPodman';
import {
  findLocalPodman,
  storageFolder,
  type LocalPodman,
} from './localPodman';

jest.setTimeout(180_000);

const CANCELS = 10;

describe('PodmanBuilder stopping between the writes to its storage', () => {
  let bench: PodmanBench;
  let podman: LocalPodman;

  beforeAll(async () => {
    bench = await PodmanBench.create();
    podman = (await findLocalPodman(queryLabPodman))!;
  });

  afterAll(() => bench.dispose());

  it('leaves no container and no layer, wherever it is', async () => {
    // Each cached step makes a working container and removes it.
    const steps = Array.from({ length: 12 }, (_, i) => `ENV NUMBER=${i}`);
    await bench.build(steps);
    const stray = await strayLayers(podman);

    for (let write = 1; write <= CANCELS; write++) {
      const controller = new AbortController();
      let writes = 0;
      const watcher = watch(storageFolder(podman, 'containers'), (_, file) => {
        if (file === 'containers.json' && ++writes === write) {
          controller.abort(new Error('enough'));
        }
      });
      await expect(
        bench.build(steps, { signal: controller.signal }),
      ).rejects.toThrow('enough');
      watcher.close();
    }

    expect(await bench.newContainers()).toEqual([]);
    expect(await strayLayers(podman)).toEqual(stray);
  });
});
