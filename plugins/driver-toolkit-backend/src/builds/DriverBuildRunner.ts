import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BuildFailedError } from '../builders/BuildFailedError';
import { attestImage } from '../trust/attestImage';
import { listPackages } from '../trust/packages/listPackages';
import {
  contentDependency,
  imageDependency,
  repositoryDependency,
} from '../trust/provenance/dependencies';
import { requestOf } from '../trust/provenance/requestOf';
import type { ResourceDescriptor } from '../trust/provenance/ResourceDescriptor';
import type { BuildContext, BuildRunner } from './BuildContext';
import type { DriverPlan } from './BuildPlan';
import { retryTransient } from './queue/retryTransient';
import type { RegistryDirectory } from './RegistryDirectory';
import { verifyDriverImage } from './verifyDriverImage';

const CONTAINERFILES = ['Containerfile', 'Dockerfile'];

/** Builds, verifies and pushes driver containers. */
export class DriverBuildRunner implements BuildRunner<DriverPlan> {
  readonly #registries: RegistryDirectory;
  readonly #urlReader: UrlReaderService;

  constructor(options: {
    registries: RegistryDirectory;
    urlReader: UrlReaderService;
  }) {
    this.#registries = options.registries;
    this.#urlReader = options.urlReader;
  }

  async run(plan: DriverPlan, context: BuildContext): Promise<string> {
    const { builder, signal, log, enter } = context;
    const startedOn = new Date();
    const buildArguments = {
      DTK_IMAGE: plan.toolkitImage,
      KERNEL_VERSION: plan.unameRelease,
    };
    const dependencies: ResourceDescriptor[] = [
      imageDependency('toolkit', plan.toolkitImage),
    ];
    const target = await this.#registries.accessTo(plan.imageReference);
    const imageId = await builder.withFolder(async folder => {
      const { directory: source, version } = await this.#checkOut(
        plan,
        folder,
        context,
      );
      const containerfile = await findContainerfile(source, plan);
      dependencies.push(
        repositoryDependency('repository', plan.location, version),
        await contentDependency(basename(containerfile), containerfile),
      );
      // Not the target's: whoever wrote the Containerfile could pull with it.
      const registries = [
        await this.#registries.accessTo(plan.toolkitImage, plan.source),
      ];
      return retryTransient('The build', context, () =>
        builder.build({
          containerfile,
          context: source,
          tag: plan.imageReference,
          arguments: buildArguments,
          labels: {},
          architecture: plan.architecture,
          registries,
          signal,
          onLine: log,
        }),
      );
    });

    await enter('verifying');
    const modules = await verifyDriverImage(
      builder,
      imageId,
      plan.unameRelease,
      signal,
    );
    for (const { path, vermagic } of modules) {
      log(`Verified: ${path} has vermagic ${vermagic}`);
    }
    const packages = await listPackages(imageId, context);

    await enter('pushing');
    const digest = await retryTransient('Pushing the image', context, () =>
      builder.push(imageId, plan.imageReference, {
        access: target,
        signal,
        onLine: log,
      }),
    );
    const pushed = await retryTransient('Reading it back', context, () =>
      this.#registries.confirm(plan.imageReference, digest, signal),
    );
    log(`Pushed and read back: ${plan.imageReference}@${digest}`);
    await attestImage(
      {
        image: { reference: plan.imageReference, digest },
        created: pushed.platforms[0]?.created,
        packages,
        facts: {
          type: 'driver',
          request: requestOf(plan),
          arguments: buildArguments,
          dependencies,
          startedOn,
        },
      },
      context,
      this.#registries,
    );
    return digest;
  }

  async #checkOut(
    plan: DriverPlan,
    folder: string,
    { signal, log }: BuildContext,
  ): Promise<{ directory: string; version: string }> {
    log(`Reading ${plan.location}`);
    try {
      const tree = await this.#urlReader.readTree(plan.location, { signal });
      const targetDir = join(folder, 'source');
      await mkdir(targetDir);
      const directory = await tree.dir({ targetDir });
      // A repository's own history is no part of the build.
      await rm(join(directory, '.git'), { recursive: true, force: true });
      return { directory, version: tree.etag };
    } catch (error) {
      throw new BuildFailedError(
        `The repository ${plan.location} could not be read: ${
          error instanceof Error ? error.message : error
        }`,
        { cause: error },
      );
    }
  }
}

async function findContainerfile(
  directory: string,
  plan: DriverPlan,
): Promise<string> {
  for (const name of CONTAINERFILES) {
    const path = join(directory, name);
    // A link could lead out of the repository, to a file of this machine.
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isFile()) {
      return path;
    }
  }
  throw new BuildFailedError(
    `${plan.location} has neither a Containerfile nor a Dockerfile at its top; add one whose builder stage is \`FROM \${DTK_IMAGE}\`.`,
  );
}
