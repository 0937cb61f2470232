import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  BuildFailedError,
  type BuiltImage,
  printableText,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { readTarEntries } from '../../inspection/readTarEntries';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import type { InstalledPackage } from '../../trust/packages/InstalledPackage';
import { listPackages } from '../../trust/packages/listPackages';
import { verifyKernelPackages } from '../../trust/packages/verifyKernelPackages';
import { together } from '../../trust/together';
import type { BuildContext } from '../worker/BuildContext';

const RELEASE_FILE = '/etc/driver-toolkit-release.json';
const MAX_RELEASE_BYTES = 64 * 1024;
/** Limits for the tar stream with the release file. */
const RELEASE_LIMITS = { maxBytes: 1024 * 1024, maxEntries: 1 };
/** Characters of an image's text in a message. */
const MAX_SHOWN = 200;

/**
 * Makes sure that an image is the toolkit of the requested kernel: checks its
 * labels, its release file and its rpm database.
 *
 * @returns the image's packages, as far as they are known
 * @throws BuildFailedError that names the difference
 */
export async function verifyToolkitImage(
  image: Pick<BuiltImage, 'labels' | 'readPath' | 'runProgram'>,
  plan: ToolkitPlan,
  context: Pick<BuildContext, 'signal' | 'log'>,
): Promise<InstalledPackage[] | undefined> {
  const { signal } = context;
  // Labels and release files name the kernel with or without its architecture.
  const names = [plan.kernel, ...plan.unameReleases];
  const [packages, labels, release] = await together([
    // Starts first because it takes longest.
    listPackages(image, context),
    image.labels(signal),
    image.readPath(RELEASE_FILE, readReleaseFile, signal),
  ]);
  expectKernel('label kernel-version', labels['kernel-version'], names);
  if (release === undefined) {
    throw new BuildFailedError(
      `The image was built, but it has no ${RELEASE_FILE}: it is not a Driver Toolkit image.`,
    );
  }
  expectKernel(
    `KERNEL_VERSION in ${RELEASE_FILE}`,
    parseRelease(release).KERNEL_VERSION,
    names,
  );
  if (packages) {
    verifyKernelPackages(packages, plan);
  }
  return packages;
}

function expectKernel(
  where: string,
  found: unknown,
  names: readonly string[],
): void {
  if (typeof found !== 'string' || !names.includes(found)) {
    throw new BuildFailedError(
      `The image was built for another kernel than ${
        names[0]
      }: its ${where} is ${
        found === undefined
          ? 'missing'
          : `'${printableText(String(found), MAX_SHOWN)}'`
      }.`,
    );
  }
}

function parseRelease(content: string): Record<string, unknown> {
  try {
    // The JSON may be of any type.
    return Object(JSON.parse(content));
  } catch (error) {
    throw new BuildFailedError(
      `The image was built, but its ${RELEASE_FILE} is not JSON: ${printableText(
        content,
        MAX_SHOWN,
      )}`,
      { cause: error },
    );
  }
}

async function readReleaseFile(tar: Readable): Promise<string> {
  let content = '';
  const what = `${RELEASE_FILE} in the image`;
  for await (const entry of readTarEntries(tar, what, RELEASE_LIMITS)) {
    const { type, size } = entry.header;
    if (type !== 'file') {
      throw new BuildFailedError(
        `The image was built, but its ${RELEASE_FILE} is not a file.`,
      );
    }
    if (size > MAX_RELEASE_BYTES) {
      throw new BuildFailedError(
        `The image was built, but its ${RELEASE_FILE} is too long: it has ${size} bytes, the limit is ${MAX_RELEASE_BYTES}.`,
      );
    }
    content = (await buffer(entry)).toString('utf8');
  }
  return content;
}
