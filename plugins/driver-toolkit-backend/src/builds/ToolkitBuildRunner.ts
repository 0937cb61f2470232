import type { UrlReaderService } from '@backstage/backend-plugin-api';
import {
  parseImageReference,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { copyFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BuildFailedError } from '../builders/BuildFailedError';
import type { BuildContext, BuildRunner } from './BuildContext';
import type { ToolkitPlan } from './BuildPlan';
import type { RegistryDirectory } from './RegistryDirectory';
import { verifyToolkitImage } from './verifyToolkitImage';

/** Builds, verifies and pushes toolkit images. */
export class ToolkitBuildRunner implements BuildRunner<ToolkitPlan> {
  readonly #config: DriverToolkitConfig;
  readonly #registries: RegistryDirectory;
  readonly #urlReader: UrlReaderService;

  constructor(options: {
    config: DriverToolkitConfig;
    registries: RegistryDirectory;
    urlReader: UrlReaderService;
  }) {
    this.#config = options.config;
    this.#registries = options.registries;
    this.#urlReader = options.urlReader;
  }

  async run(
    plan: ToolkitPlan,
    context: BuildContext,
  ): Promise<string | undefined> {
    const { builder, signal, log, enter } = context;
    const base = await this.#pinBaseImage(plan.baseImage, context);
    const imageId = await builder.withFolder(async folder => {
      const containerfile = join(folder, 'Containerfile');
      await this.#fetchContainerfile(containerfile, signal);
      return builder.build({
        containerfile,
        context: folder,
        tag: plan.imageReference,
        arguments: {
          BASE_IMAGE: base.image,
          KERNEL_VERSION: plan.kernel,
          // Empty says that there is none, so that no label names one.
          RT_KERNEL_VERSION: plan.rtKernel ?? '',
        },
        labels: base.labels,
        architecture: plan.architecture,
        registries: [this.#registries.accessTo(plan.baseImage)],
        signal,
        onLine: log,
      });
    });

    await enter('verifying');
    await verifyToolkitImage(builder, imageId, plan, signal);
    log(`Verified: the image is for kernel ${plan.kernel}`);

    const { push } = this.#config.imageRepositories.find(
      repository => repository.id === plan.repository,
    ) ?? { push: false };
    if (!push) {
      log(
        `Not pushed: image repository '${plan.repository}' has \`push: false\`. The image stays on builder '${builder.config.id}'.`,
      );
      return undefined;
    }
    await enter('pushing');
    const access = this.#registries.accessTo(plan.imageReference);
    const digest = await builder.push(imageId, plan.imageReference, {
      access,
      signal,
      onLine: log,
    });
    await this.#registries.confirm(plan.imageReference, digest, signal);
    log(`Pushed and read back: ${plan.imageReference}@${digest}`);
    return digest;
  }

  /**
   * The base image by digest, so that the image says truly what it is built
   * on, whatever copy of the tag the builder still has.
   */
  async #pinBaseImage(
    baseImage: string,
    { signal, log }: BuildContext,
  ): Promise<{ image: string; labels: Record<string, string> }> {
    if (parseImageReference(baseImage).digest) {
      return { image: baseImage, labels: {} };
    }
    try {
      const digest = await this.#registries.digestOf(baseImage, signal);
      log(`Base image: ${baseImage}@${digest}`);
      return {
        image: `${baseImage.replace(/:[^:/]*$/, '')}@${digest}`,
        labels: {
          'org.opencontainers.image.base.name': baseImage,
          'org.opencontainers.image.base.digest': digest,
        },
      };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BuildFailedError) {
        throw error;
      }
      log(
        `The digest of base image ${baseImage} is not known, so the builder's copy is used if it has one: ${
          error instanceof Error ? error.message : error
        }`,
      );
      return { image: baseImage, labels: {} };
    }
  }

  async #fetchContainerfile(
    target: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { containerfile } = this.#config.toolkit;
    try {
      if (/^https?:/.test(containerfile)) {
        const response = await this.#urlReader.readUrl(containerfile, {
          signal,
        });
        await writeFile(target, await response.buffer());
      } else {
        await copyFile(resolve(containerfile), target);
      }
    } catch (error) {
      throw new BuildFailedError(
        `The toolkit's Containerfile (driverToolkit.toolkit.containerfile) could not be read from ${containerfile}: ${
          error instanceof Error ? error.message : error
        }`,
        { cause: error },
      );
    }
  }
}
