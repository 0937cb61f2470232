import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { basename } from 'node:path';
import { attestImage } from '../trust/attestImage';
import { listPackages } from '../trust/packages/listPackages';
import {
  contentDependency,
  imageDependency,
  repositoryDependency,
} from '../trust/provenance/dependencies';
import { requestOf } from '../trust/provenance/requestOf';
import type { ResourceDescriptor } from '../trust/provenance/ResourceDescriptor';
import { findSigningEntry } from '../trust/signing/SigningEntry';
import { signImage } from '../trust/signing/signImage';
import type { BuildContext, BuildRunner } from './BuildContext';
import type { DriverPlan } from './BuildPlan';
import { publishImage } from './publishImage';
import { retryTransient } from './queue/retryTransient';
import type { RegistryDirectory } from './RegistryDirectory';
import { checkOut } from './repository/checkOut';
import { findContainerfile } from './repository/findContainerfile';
import { verifyDriverImage } from './verifyDriverImage';

/** Builds, verifies and pushes driver containers. */
export class DriverBuildRunner implements BuildRunner<DriverPlan> {
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

  async run(plan: DriverPlan, context: BuildContext): Promise<string> {
    const { builder, signal, log, onLines, enter } = context;
    const startedOn = new Date();
    const buildArguments = {
      DTK_IMAGE: plan.toolkitImage,
      KERNEL_VERSION: plan.unameRelease,
    };
    const dependencies: ResourceDescriptor[] = [
      imageDependency('toolkit', plan.toolkitImage),
    ];
    const imageId = await builder.withFolder(async folder => {
      const { directory: source, version } = await checkOut(
        plan.location,
        folder,
        this.#urlReader,
        context,
      );
      const containerfile = await findContainerfile(source, plan.location);
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
          onLines,
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
    const {
      digest,
      platform,
      context: left,
    } = await publishImage(imageId, plan, context, this.#registries);
    await signImage(plan, [...new Set([digest, platform.digest])], left, {
      config: this.#config,
      registries: this.#registries,
    });
    await attestImage(
      {
        image: { reference: plan.imageReference, digest: platform.digest },
        created: platform.created,
        packages,
        signing: findSigningEntry(plan, this.#config),
        facts: {
          type: 'driver',
          request: requestOf(plan),
          arguments: buildArguments,
          dependencies,
          startedOn,
        },
      },
      left,
      this.#registries,
    );
    return digest;
  }
}
