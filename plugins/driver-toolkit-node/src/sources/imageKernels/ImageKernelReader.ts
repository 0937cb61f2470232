import {
  NotFoundError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import type { Flavour } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import pLimit from 'p-limit';
import type { ContentCache } from '../../registry/ImageRepository';
import { KernelFolderReader } from '../../registry/layers/KernelFolderReader';
import type { PlatformImage } from '../../registry/readPlatforms';
import type { RegistryClient } from '../../registry/RegistryClient';
import { parseKernelLabel } from '../parseKernelLabel';
import { describeMissingLabel } from '../requireLabel';
import { withDeadline } from '../withDeadline';

/** Milliseconds for the layers of one image. */
const IMAGE_TIMEOUT = 5 * 60_000;

/** An image of an operating system. */
export interface SystemImage {
  /** For messages. */
  name: string;
  /** RPM name. */
  architecture: string;
  platform: PlatformImage;
  /** The repository. */
  client: RegistryClient;
}

/**
 * Reads the kernels of operating systems that are shipped as images, during one
 * refresh: from a label, or from the layers of images without it.
 *
 * @remarks
 * Layers are read one image at a time, so that images with shared layers do not
 * fetch them twice, and a stalled image uses only its own time.
 */
export class ImageKernelReader {
  readonly #folders: KernelFolderReader;
  readonly #inTurn = pLimit(1);
  readonly #imageTimeout: number;

  readonly #label: string;

  /**
   * @param options - Times in milliseconds; `refreshTimeout` is the limit for
   * all layers together.
   */
  constructor(
    label: string,
    options: {
      cache: ContentCache;
      refreshTimeout: number;
      imageTimeout?: number;
    },
  ) {
    this.#label = label;

    const { cache, refreshTimeout, imageTimeout = IMAGE_TIMEOUT } = options;
    this.#imageTimeout = imageTimeout;
    this.#folders = new KernelFolderReader(cache, {
      milliseconds: refreshTimeout,
    });
  }

  /**
   * The kernel of an image's label; undefined without the label.
   *
   * @throws InputError if the label names something else
   */
  readLabel({
    name,
    architecture,
    platform,
  }: SystemImage): Flavour | undefined {
    const label = this.#label;
    const value = platform.labels[label]?.trim();
    return value
      ? parseKernelLabel(value, architecture, {
          name: `label '${label}' of ${name}`,
        })
      : undefined;
  }

  /**
   * The kernels in the layers of an image without the label.
   *
   * @throws NotFoundError if they have none, ServiceUnavailableError if they
   * could not be read
   */
  async readLayers(
    image: SystemImage,
    signal: AbortSignal,
  ): Promise<Flavour[]> {
    const { name, architecture, platform } = image;
    const missing = describeMissingLabel(platform, this.#label, name);
    const folders = await this.#readFolders(image, signal).catch(error => {
      signal.throwIfAborted();
      const { message } = toError(error);
      throw new ServiceUnavailableError(
        `${missing}; its layers could not be read: ${message}`,
      );
    });
    if (folders.length === 0) {
      throw new NotFoundError(
        `${missing}; its layers have no kernel in usr/lib/modules`,
      );
    }
    return parseFolders(folders, architecture, name);
  }

  async #readFolders(
    { client, platform }: SystemImage,
    signal: AbortSignal,
  ): Promise<string[]> {
    const milliseconds = this.#imageTimeout;
    return await this.#inTurn(() =>
      withDeadline({ signal, milliseconds, name: 'reading them' }, deadline =>
        this.#folders.read(client, platform.digest, deadline),
      ),
    );
  }
}

/** Folders that are no kernel count only if no kernel is found. */
function parseFolders(
  folders: string[],
  architecture: string,
  image: string,
): Flavour[] {
  const failures: unknown[] = [];
  const flavours = folders.flatMap(folder => {
    try {
      return parseKernelLabel(folder, architecture, {
        name: `folder in usr/lib/modules of ${image}`,
        isComplete: true,
      });
    } catch (error) {
      failures.push(error);
      return [];
    }
  });
  if (flavours.length === 0) {
    throw failures[0];
  }
  return flavours;
}
