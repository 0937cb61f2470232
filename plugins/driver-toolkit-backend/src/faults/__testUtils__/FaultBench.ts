import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '@backstage/types';
import type { Build } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BackendOnLab,
  type BackendAdditions,
} from '../../__testUtils__/BackendOnLab';
import { KERNEL, SOURCE, UNAME } from '../../__testUtils__/labKernel';
import { publishImage } from '../../__testUtils__/publishImage';
import { WorkDirectory } from '../../machine/WorkDirectory';
import { findLeftovers } from './findLeftovers';
import { quickDriver } from './quickDriver';

type Followed = Awaited<ReturnType<BackendOnLab['follow']>>;

/** The symbols of its kernel. */
const SYMVERS = [
  '0x0badcafe\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t',
  '0x000000a1\tkfree\tvmlinux\tEXPORT_SYMBOL\t',
].join('\n');

/**
 * A backend on the lab for tests that inject faults. The lab's base image is
 * the toolkit image of its kernel. One of its drivers, `honest`, can be built
 * if nothing else fails.
 */
export class FaultBench {
  readonly backend: BackendOnLab;

  static async start(
    configuration: JsonObject = {},
    additions: BackendAdditions = {},
  ): Promise<FaultBench> {
    const backend = await BackendOnLab.start(configuration, {
      ...additions,
      drivers: { honest: { files: quickDriver() }, ...additions.drivers },
    });
    await publishImage(backend.lab, `${backend.images.toolkit}:${KERNEL}`, {
      [`/usr/lib/modules/${UNAME}/symvers.gz`]: gzipSync(SYMVERS),
      [`/usr/lib/modules/${UNAME}/modules.order`]: 'kernel/net/in-tree.ko\n',
    });
    await backend.api.refreshSource('lab');
    return new FaultBench(backend);
  }

  private constructor(backend: BackendOnLab) {
    this.backend = backend;
  }

  async request(driver: string): Promise<Build> {
    const { build } = await this.backend.api.createBuild({
      type: 'driver',
      entityRef: `component:default/${driver}`,
      source: SOURCE,
      kernel: KERNEL,
    });
    return build;
  }

  /** Builds a driver to its end. */
  async build(driver: string): Promise<Followed> {
    const { id } = await this.request(driver);
    return this.backend.follow(id);
  }

  /** Leftovers so far, and how a build of a good driver ends. */
  async aftermath(): Promise<{ left: string[]; next: string }> {
    const left = await this.leftovers();
    const { build } = await this.build('honest');
    return { left, next: build.error?.message ?? build.state };
  }

  /** Descriptions of leftovers of builds; call it while no build runs. */
  async leftovers(): Promise<string[]> {
    return [...(await findLeftovers()), ...(await temporaryFiles())];
  }

  async stop(): Promise<void> {
    await this.backend.stop();
  }
}

/**
 * Files of this process, whose temporary folder is not the one of a test's
 * environment.
 */
async function temporaryFiles(): Promise<string[]> {
  const base = await WorkDirectory.baseOf('local');
  const own = (await readdir(base)).filter(name =>
    name.startsWith(`${process.pid}-`),
  );
  const files = await Promise.all(
    own.map(async name =>
      (await readdir(join(base, name))).map(file => join(base, name, file)),
    ),
  );
  return files.flat().map(file => `${file} is there`);
}
