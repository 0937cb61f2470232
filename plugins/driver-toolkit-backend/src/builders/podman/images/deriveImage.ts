import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  BuildFailedError,
  type ImageChange,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { extract, pack } from 'tar-stream';
import { describeExit } from '../process/describeExit';
import { lastLine, type Podman } from '../process/Podman';
import { ImageLayout } from './ImageLayout';
import { privateTag } from './privateTags';

/**
 * Hides the content of lower layers in a folder (image-spec, "Opaque
 * Whiteout").
 */
const OPAQUE = '.wh..wh..opq';

/**
 * Makes an image from another one and a layer of changes, under a private name.
 *
 * @remarks It uses an archive, which podman can read and write on this machine
 * and over a connection. No program of the image runs.
 *
 * @param folder - empty, for this call only
 * @returns its id, and that name
 * @throws BuildFailedError
 */
export async function deriveImage(
  imageId: string,
  change: ImageChange,
  options: {
    podman: Podman;
    workDirectory: string;
    folder: string;
    signal: AbortSignal;
  },
): Promise<{ id: string; tag: string }> {
  const { podman, workDirectory, folder, signal } = options;
  const run = async (what: string, args: string[]) => {
    const exit = await podman.run({ arguments: args, signal });
    if (exit.exitCode !== 0) {
      throw new BuildFailedError(
        `The image was built, but it could not be ${what}: ${
          lastLine(exit.stderr) || describeExit(exit)
        }`,
      );
    }
  };
  const archive = join(folder, 'image.tar');
  const layer = join(folder, 'layer.tar');
  await writeLayer(layer, change, signal);
  await run('read', [
    'save',
    '--quiet',
    '--format=oci-archive',
    `--output=${archive}`,
    imageId,
  ]);
  const content = join(folder, 'content');
  await mkdir(content);
  const layout = await ImageLayout.unpack(archive, content);
  const tag = privateTag(workDirectory);
  const id = await layout.addLayer(layer, {
    createdBy: change.description,
    name: tag,
    labels: change.labels,
  });
  const derived = join(folder, 'derived.tar');
  await layout.pack(derived);
  signal.throwIfAborted();
  await run('changed', ['load', '--quiet', `--input=${derived}`]);
  return { id, tag };
}

async function writeLayer(
  path: string,
  { replaces, adds }: ImageChange,
  signal: AbortSignal,
): Promise<void> {
  const layer = pack();
  const reader = extract();
  const fill = async () => {
    for (const folder of replaces) {
      const name = folder.replace(/^\/+|\/+$/g, '');
      layer.entry({ name: `${name}/`, type: 'directory' });
      layer.entry({ name: `${name}/${OPAQUE}` }, '');
    }
    for await (const entry of reader) {
      await pipeline(entry, layer.entry(entry.header));
    }
    layer.finalize();
  };
  try {
    await Promise.all([
      pipeline(adds, reader, { signal }),
      pipeline(layer, createWriteStream(path)),
      fill(),
    ]);
  } catch (error) {
    layer.destroy();
    signal.throwIfAborted();
    throw error;
  }
}
