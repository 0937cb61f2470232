import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildFailedError } from '../builders/BuildFailedError';
import type { BuildContext, BuildRunner } from './BuildContext';
import type { DriverPlan } from './BuildPlan';
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
    const target = await this.#registries.accessTo(plan.imageReference);
    const imageId = await builder.withFolder(async folder => {
      const source = await this.#checkOut(plan, folder, context);
      return builder.build({
        containerfile: await findContainerfile(source, plan),
        context: source,
        tag: plan.imageReference,
        arguments: {
          DTK_IMAGE: plan.toolkitImage,
          KERNEL_VERSION: plan.unameRelease,
        },
        labels: {},
        architecture: plan.architecture,
        // Not the target's: whoever wrote the Containerfile could pull with it.
        registries: [
          await this.#registries.accessTo(plan.toolkitImage, plan.source),
        ],
        signal,
        onLine: log,
      });
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

    await enter('pushing');
    const digest = await builder.push(imageId, plan.imageReference, {
      access: target,
      signal,
      onLine: log,
    });
    await this.#registries.confirm(plan.imageReference, digest, signal);
    log(`Pushed and read back: ${plan.imageReference}@${digest}`);
    return digest;
  }

  async #checkOut(
    plan: DriverPlan,
    folder: string,
    { signal, log }: BuildContext,
  ): Promise<string> {
    log(`Reading ${plan.location}`);
    try {
      const tree = await this.#urlReader.readTree(plan.location, { signal });
      const targetDir = join(folder, 'source');
      await mkdir(targetDir);
      const directory = await tree.dir({ targetDir });
      // A repository's own history is no part of the build.
      await rm(join(directory, '.git'), { recursive: true, force: true });
      return directory;
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
