import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  type BuiltImage,
  type DriverToolkitConfig,
  type KernelRecord,
  parseImageReference,
  repositoriesArgument,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { retryTransient } from '../../builders/retryTransient';
import {
  LABEL_BASE_DIGEST,
  LABEL_BASE_NAME,
  LABEL_CONTAINERFILE_DIGEST,
} from '../../index/toolkitInputs/ToolkitInputs';
import type { TemporaryFolders } from '../../machine/TemporaryFolders';
import type { ToolkitPlan } from '../../plans/BuildPlan';
import type { RegistryDirectory } from '../../registries/RegistryDirectory';
import {
  fileDependency,
  imageDependency,
} from '../../trust/provenance/dependencies';
import { together } from '../../trust/together';
import type { KernelRecords } from '../KernelRecords';
import { releaseImage, type ReleasedBuild } from '../publishing/releaseImage';
import type { BuildContext, BuildRunner } from '../worker/BuildContext';
import { appendLabels } from './appendLabels';
import { readContainerfile } from './readContainerfile';
import { sharedParts } from './sharedParts';
import { verifyToolkitImage } from './verifyToolkitImage';

/** Builds, verifies and pushes toolkit images. */
export class ToolkitBuildRunner implements BuildRunner<ToolkitPlan> {
  readonly #config: DriverToolkitConfig;
  readonly #registries: RegistryDirectory;
  readonly #urlReader: UrlReaderService;
  readonly #folders: TemporaryFolders;
  readonly #kernels: Pick<KernelRecords, 'read' | 'keep'>;

  constructor(options: {
    config: DriverToolkitConfig;
    registries: RegistryDirectory;
    urlReader: UrlReaderService;
    folders: TemporaryFolders;
    kernels: Pick<KernelRecords, 'read' | 'keep'>;
  }) {
    this.#config = options.config;
    this.#registries = options.registries;
    this.#urlReader = options.urlReader;
    this.#folders = options.folders;
    this.#kernels = options.kernels;
  }

  async run(
    plan: ToolkitPlan,
    context: BuildContext,
  ): Promise<string | undefined> {
    const { builder, signal, onLines } = context;
    const startedOn = new Date();
    const location = this.#config.toolkit.containerfile;
    const [base, { content, digest: contentDigest }] = await together([
      this.#pinBaseImage(plan.baseImage, context),
      readContainerfile(location, { urlReader: this.#urlReader, signal }),
    ]);
    const source = this.#config.kernelSources.find(
      ({ id }) => id === plan.source,
    );
    const buildArguments = {
      BASE_IMAGE: base.image,
      KERNEL_VERSION: plan.kernel,
      // Empty if there is none, so that no label names one.
      RT_KERNEL_VERSION: plan.rtKernel ?? '',
      REPOSITORIES: source ? repositoriesArgument(source) : '',
    };
    const image = await this.#folders.lend(async folder => {
      const containerfile = join(folder, 'Containerfile');
      await writeFile(
        containerfile,
        appendLabels(content, {
          ...base.labels,
          [LABEL_CONTAINERFILE_DIGEST]: contentDigest,
        }),
      );
      const registries = [await this.#registries.accessTo(plan.baseImage)];
      const shared = sharedParts(plan, {
        containerfile: content.toString('utf8'),
        arguments: buildArguments,
        layerCache: this.#config.toolkit.layerCache,
      });
      return retryTransient('The build', context, () =>
        builder.build({
          containerfile,
          context: folder,
          arguments: buildArguments,
          architecture: plan.architecture,
          registries,
          domain: { type: 'toolkits', shared },
          signal,
          onLines,
        }),
      );
    });

    try {
      return await this.#deliver(
        image,
        plan,
        {
          arguments: buildArguments,
          dependencies: [
            fileDependency('Containerfile', location, contentDigest),
            imageDependency(plan.baseImage, base.image),
          ],
          startedOn,
        },
        context,
      );
    } finally {
      image.discard();
    }
  }

  /** Verifies an image, then pushes it or keeps it on the builder. */
  async #deliver(
    image: BuiltImage,
    plan: ToolkitPlan,
    facts: ReleasedBuild['facts'],
    context: BuildContext,
  ): Promise<string | undefined> {
    const { builder, signal, log, onLines, enter } = context;
    const [, packages, kernels] = await together([
      enter('verifying'),
      verifyToolkitImage(image, plan, context),
      this.#readKernels(image, plan, context),
    ]);
    log(`Verified: the image is for kernel ${plan.kernel}`);

    const repository = this.#config.imageRepositories.find(
      ({ id }) => id === plan.repository,
    );
    if (repository?.builder === builder.config.id) {
      const digest = await image.keep(plan.imageReference, {
        signal,
        onLines,
      });
      log(
        `Kept on builder '${builder.config.id}': ${plan.imageReference}@${digest}`,
      );
      await this.#keepKernels(kernels, plan, digest, context);
      return digest;
    }
    if (!repository?.push) {
      log(
        `Not pushed: image repository '${plan.repository}' has \`push: false\`.`,
      );
      return undefined;
    }
    await enter('pushing');
    const digest = await releaseImage(
      image,
      plan,
      { packages, facts },
      context,
      { config: this.#config, registries: this.#registries },
    );
    await this.#keepKernels(kernels, plan, digest, context);
    return digest;
  }

  /**
   * What the image's kernels offer to modules. If that cannot be read, the first
   * driver build says why.
   */
  async #readKernels(
    image: BuiltImage,
    plan: ToolkitPlan,
    { signal, log }: BuildContext,
  ): Promise<KernelRecord[]> {
    try {
      return await this.#kernels.read(plan, image, signal);
    } catch (error) {
      signal.throwIfAborted();
      log(
        `Warning: the symbols of the kernel could not be read: ${
          toError(error).message
        }`,
      );
      return [];
    }
  }

  /** The image is in its place, so a failure appears only in the log. */
  async #keepKernels(
    kernels: readonly KernelRecord[],
    plan: ToolkitPlan,
    digest: string,
    { log }: BuildContext,
  ): Promise<void> {
    try {
      await this.#kernels.keep(plan, kernels, digest);
    } catch (error) {
      log(
        `Warning: the symbols of the kernel could not be stored: ${
          toError(error).message
        }`,
      );
    }
  }

  /**
   * The base image by digest, so that the image names its true base even if the
   * builder has an old copy of the tag.
   */
  async #pinBaseImage(
    baseImage: string,
    context: BuildContext,
  ): Promise<{ image: string; labels: Record<string, string> }> {
    const { signal, log } = context;
    const { digest: pinned } = parseImageReference(baseImage);
    if (pinned !== undefined) {
      return {
        image: baseImage,
        labels: { [LABEL_BASE_NAME]: baseImage, [LABEL_BASE_DIGEST]: pinned },
      };
    }
    try {
      const digest = await retryTransient(
        'Asking for the digest of the base image',
        context,
        () => this.#registries.digestOf(baseImage, signal),
      );
      log(`Base image: ${baseImage}@${digest}`);
      return {
        image: `${baseImage.replace(/:[^:/]*$/, '')}@${digest}`,
        labels: {
          [LABEL_BASE_NAME]: baseImage,
          [LABEL_BASE_DIGEST]: digest,
        },
      };
    } catch (error) {
      signal.throwIfAborted();
      if (BuildFailedError.is(error)) {
        throw error;
      }
      log(
        `The digest of base image ${baseImage} is unknown. The build uses the builder's copy, if there is one: ${
          error instanceof Error ? error.message : error
        }`,
      );
      return { image: baseImage, labels: {} };
    }
  }
}
