import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  BuildFailedError,
  type ImagePush,
  type OnLines,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { podmanComplaint } from '../failures/podmanComplaint';
import { manifestListName } from '../images/manifestLists';
import { describeExit } from '../process/describeExit';
import type { Podman } from '../process/Podman';
import type { PodmanExit } from '../process/runPodman';
import { findPushedDigest } from './findPushedDigest';
import { writeRegistryFiles } from './registryFiles';

/**
 * Pushes an image under a tag: alone, or in a manifest list with other images
 * that the tag's repository already has.
 *
 * @remarks podman uploads the image by its digest and then the list under the
 * tag, so the tag never lacks one of the other images.
 *
 * @param folder - empty, for this push only
 * @returns the digest that the tag now names
 * @throws BuildFailedError that says why it could not be pushed
 */
export async function pushImage(
  imageId: string,
  image: ImagePush,
  options: { podman: Podman; workDirectory: string; folder: string },
): Promise<string> {
  const { podman, workDirectory, folder } = options;
  const { reference, others, signal, onLines } = image;
  const digestFile = join(folder, 'digest');
  const { authFile, environment } = await writeRegistryFiles(folder, [
    image.access,
  ]);
  // Output goes to the build's log unless a listener takes it.
  const run = async (args: string[], listener?: OnLines): Promise<string> => {
    let output = '';
    const exit = await podman.run({
      arguments: args,
      environment: { ...environment, TMPDIR: folder },
      signal,
      onLines: listener,
      onOutput: listener
        ? undefined
        : async stream => {
            output = await text(stream);
          },
    });
    if (exit.exitCode !== 0) {
      throw failure(reference, exit);
    }
    return output.trim();
  };
  const given = ['--authfile', authFile, '--digestfile', digestFile];
  const target = `docker://${reference}`;
  if (others.length === 0) {
    await writeFile(digestFile, '');
    await run(['push', ...given, imageId, target], onLines);
    return (
      (await readDigest(digestFile)) ||
      (await findPushedDigest(imageId, reference, {
        podman,
        workDirectory,
        authFile,
        signal,
        run,
      }))
    );
  }
  const list = manifestListName(workDirectory);
  const repository = reference.replace(/:[^:/]*$/, '');
  await podman.query(['manifest', 'create', list], signal);
  try {
    for (const digest of others) {
      const other = `docker://${repository}@${digest}`;
      await run(['manifest', 'add', '--authfile', authFile, list, other]);
    }
    const own = `containers-storage:${imageId.replace(/^sha256:/, '')}`;
    await run(['manifest', 'add', list, own]);
    const push = ['manifest', 'push', '--all', '--format', 'oci'];
    await run([...push, ...given, list, target], onLines);
  } finally {
    await podman.query(['manifest', 'rm', list]);
  }
  return await readDigest(digestFile);
}

async function readDigest(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trim();
}

function failure(reference: string, exit: PodmanExit): BuildFailedError {
  const complaint = exit.signal ? undefined : podmanComplaint(exit.stderr);
  const reason = complaint?.reason ?? describeExit(exit);
  return new BuildFailedError(
    `The image was built, but ${reference} could not be pushed: ${reason}`,
    {
      lines: (complaint?.lines ?? exit.stderr.trim().split('\n')).slice(-10),
      transient: complaint?.transient ?? false,
    },
  );
}
