import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BuildFailedError,
  type OnLines,
  type RepositoryImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { removeFolder } from '../../../machine/removeFolder';
import { inspectImages, toRepositoryImage } from '../images/inspectImages';
import { describeExit } from '../process/describeExit';
import { lastLine, type Podman } from '../process/Podman';
import type { BuilderStores } from './BuilderStores';

/**
 * Copies an image into its own storage, where it stays under its name, for
 * builds of drivers.
 *
 * @remarks It copies through a folder of unchanged layers (`dir:` of
 * containers-transports(5)), so that its manifest and digest stay the same.
 *
 * @param reference - `image:tag`
 * @returns the digest of its manifest
 */
export async function keepImage(
  imageId: string,
  reference: string,
  options: {
    podman: Podman;
    stores: BuilderStores;
    signal: AbortSignal;
    onLines: OnLines;
  },
): Promise<string> {
  const { podman, stores, signal, onLines } = options;
  const run = async (own: Podman, args: string[]) => {
    const exit = await own.run({ arguments: args, signal, onLines });
    if (exit.exitCode !== 0) {
      throw new BuildFailedError(
        `The image was built, but ${reference} could not be kept: ${
          lastLine(exit.stderr) || describeExit(exit)
        }`,
      );
    }
  };
  const image = await describe(podman, imageId, reference, signal);
  const name = `${reference}@${image.digest}`;
  const kept = await stores.kept.open(name, {
    signal,
    make: async store => {
      const folder = await mkdtemp(join(stores.root, 'copy-'));
      try {
        const copy = `dir:${folder}`;
        await run(podman, ['push', '--quiet', imageId, copy]);
        await run(store.podman, ['pull', '--quiet', copy]);
        await run(store.podman, ['tag', imageId, reference]);
      } finally {
        await removeFolder(folder);
      }
      const there = await describe(store.podman, imageId, reference, signal);
      if (there.digest !== image.digest) {
        throw new BuildFailedError(
          `The image was built, but ${reference} could not be kept: its digest is ${there.digest} instead of ${image.digest}.`,
        );
      }
      return { reference, imageId, image };
    },
  });
  // It may have been kept before, and replaced by another image since.
  await stores.kept.renew(name);
  await kept.close();
  return image.digest!;
}

async function describe(
  podman: Podman,
  imageId: string,
  reference: string,
  signal: AbortSignal,
): Promise<RepositoryImage> {
  const [image] = await inspectImages(podman, [imageId], signal);
  return toRepositoryImage(reference.replace(/^.*:/, ''), image);
}
