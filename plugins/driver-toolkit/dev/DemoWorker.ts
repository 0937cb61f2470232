import {
  isFinished,
  type BuildRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { InMemoryDriverToolkit } from '../src/__testUtils__/InMemoryDriverToolkit';
import { anImage } from '../src/__testUtils__/fixtures';

const LINES = 300;

/** Plays the builds that are asked for, some thirty seconds each. */
export class DemoWorker extends InMemoryDriverToolkit {
  async createBuild(request: BuildRequest) {
    const result = await super.createBuild(request);
    if (result.created) {
      this.#play(result.build.id);
    }
    return result;
  }

  async #play(id: string): Promise<void> {
    const startedAt = () => new Date().toISOString();
    await pause(2_000);
    if (await this.#stopped(id)) return;
    this.update(id, {
      state: 'running',
      builder: 'local',
      startedAt: startedAt(),
    });
    for (let line = 1; line <= LINES; line++) {
      this.write(id, [
        line % 25 === 0
          ? `\u001b[1;32mSTEP ${line / 25}/12:\u001b[0m RUN make modules`
          : `  CC [M]  /src/object-${line}.o`,
      ]);
      await pause(60);
      if (await this.#stopped(id)) return;
    }
    this.update(id, { state: 'verifying' });
    await pause(2_000);
    this.update(id, { state: 'pushing' });
    await pause(2_000);
    const { type, kernel } = await this.getBuild(id);
    const image = anImage(kernel);
    this.update(id, {
      state: 'succeeded',
      finishedAt: startedAt(),
      digest: image.digest,
    });
    if (type === 'toolkit') {
      this.images = [...this.images, image];
      this.kernels = this.kernels.map(item =>
        item.kernel === kernel
          ? {
              ...item,
              imageState: 'present',
              images: item.images.map(i => ({
                ...i,
                state: 'present',
                architectures: i.architectures.map(({ architecture }) => ({
                  architecture,
                  state: 'present',
                })),
                stale: undefined,
                digest: image.digest,
              })),
            }
          : item,
      );
    }
  }

  async #stopped(id: string): Promise<boolean> {
    const build = await this.getBuild(id);
    if (build.cancelRequested && !isFinished(build)) {
      await pause(1_500);
      this.update(id, {
        state: 'cancelled',
        finishedAt: new Date().toISOString(),
      });
    }
    return build.cancelRequested;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds);
  });
}
