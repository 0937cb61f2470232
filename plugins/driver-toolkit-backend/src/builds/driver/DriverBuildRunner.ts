import { basename } from 'node:path';
import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import {
  BuildFailedError,
  type BuiltImage,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { retryTransient } from '../../builders/retryTransient';
import type { ImageClaims } from '../../drivers/ImageClaims';
import type { TemporaryFolders } from '../../machine/TemporaryFolders';
import type { DriverPlan } from '../../plans/BuildPlan';
import type { RegistryDirectory } from '../../registries/RegistryDirectory';
import type { ModuleKey } from '../../trust/moduleSigning/ModuleKey';
import { signModules } from '../../trust/moduleSigning/signModules';
import { listPackages } from '../../trust/packages/listPackages';
import {
  contentDependency,
  imageDependency,
  repositoryDependency,
} from '../../trust/provenance/dependencies';
import type { ResourceDescriptor } from '../../trust/provenance/ResourceDescriptor';
import { releaseImage, type ReleasedBuild } from '../publishing/releaseImage';
import { checkOut } from '../repository/checkOut';
import { findContainerfile } from '../repository/findContainerfile';
import type { BuildContext, BuildRunner } from '../worker/BuildContext';
import { readModuleKey } from './readModuleKey';
import { requireUnsignedTag } from './requireUnsignedTag';
import {
  moduleFoldersOf,
  verifyDriverImage,
  type VerifiedModules,
} from './verifyDriverImage';

/** Builds, verifies and pushes driver containers. */
export class DriverBuildRunner implements BuildRunner<DriverPlan> {
  readonly #config: DriverToolkitConfig;
  readonly #registries: RegistryDirectory;
  readonly #urlReader: UrlReaderService;
  readonly #claims: ImageClaims;
  readonly #folders: TemporaryFolders;

  constructor(options: {
    config: DriverToolkitConfig;
    registries: RegistryDirectory;
    urlReader: UrlReaderService;
    claims: ImageClaims;
    folders: TemporaryFolders;
  }) {
    this.#config = options.config;
    this.#registries = options.registries;
    this.#urlReader = options.urlReader;
    this.#claims = options.claims;
    this.#folders = options.folders;
  }

  async run(plan: DriverPlan, context: BuildContext): Promise<string> {
    const { builder, signal, onLines } = context;
    await this.#requireClaim(plan, context);
    const startedOn = new Date();
    const buildArguments = {
      DTK_IMAGE: plan.toolkitImage,
      KERNEL_VERSION: plan.unameRelease,
    };
    const dependencies: ResourceDescriptor[] = [
      imageDependency('toolkit', plan.toolkitImage),
    ];
    const image = await this.#folders.lend(async folder => {
      const { directory, version } = await checkOut(
        plan,
        folder,
        this.#urlReader,
        this.#config.drivers.checkoutMaxBytes,
        context,
      );
      const containerfile = await findContainerfile(directory, plan.location);
      dependencies.push(
        repositoryDependency('repository', plan.location, version),
        await contentDependency(basename(containerfile), containerfile),
      );
      // Not the target's access: the author of the Containerfile could pull
      // with it.
      const access = await this.#registries.accessTo(plan.toolkitImage, {
        source: plan.source,
      });
      return retryTransient('The build', context, () =>
        builder.build({
          containerfile,
          context: directory,
          arguments: buildArguments,
          architecture: plan.architecture,
          registries: [access],
          domain: {
            type: 'driver',
            driver: trustDomainOf(plan),
            toolkit: plan.toolkitImage,
            access,
          },
          signal,
          onLines,
        }),
      );
    });

    const facts = { arguments: buildArguments, dependencies, startedOn };
    try {
      await context.enter('verifying');
      const verified = await this.#verify(image, plan, context);
      const key = await readModuleKey(plan, this.#config, signal);
      if (!key) {
        report(verified, context);
        return await this.#deliver(image, plan, facts, context);
      }
      const signed = await signModules(
        image,
        key,
        moduleFoldersOf(plan.unameRelease),
        { signal, folders: this.#folders },
      );
      try {
        report(await this.#verify(signed, plan, context, key), context);
        const { fingerprint } = key.certificate;
        context.log(
          `Signed: all modules, with key '${key.name}', whose certificate is ${fingerprint}`,
        );
        const moduleCertificate = fingerprint;
        return await this.#deliver(
          signed,
          plan,
          { ...facts, moduleCertificate },
          context,
        );
      } finally {
        signed.discard();
      }
    } finally {
      image.discard();
    }
  }

  #verify(
    image: BuiltImage,
    plan: DriverPlan,
    { signal }: BuildContext,
    key?: ModuleKey,
  ): Promise<VerifiedModules> {
    const folders = this.#folders;
    return verifyDriverImage(image, plan, { signal, folders, key });
  }

  /** Pushes a verified image to its registry. */
  async #deliver(
    image: BuiltImage,
    plan: DriverPlan,
    facts: ReleasedBuild['facts'],
    context: BuildContext,
  ): Promise<string> {
    const packages = await listPackages(image, context);

    await context.enter('pushing');
    await this.#requireClaim(plan, context);
    if (facts.moduleCertificate === undefined) {
      await requireUnsignedTag(plan, this.#registries, context);
    }
    return releaseImage(image, plan, { packages, facts }, context, {
      config: this.#config,
      registries: this.#registries,
    });
  }

  /**
   * Somebody may give the image to another driver while a build of it waits or
   * runs, and a backend of an earlier version queues builds without a claim.
   */
  async #requireClaim(
    plan: DriverPlan,
    { requestedBy = 'unknown' }: BuildContext,
  ): Promise<void> {
    try {
      await this.#claims.claim(plan, requestedBy);
    } catch (error) {
      if (isError(error) && error.name === 'ConflictError') {
        throw new BuildFailedError(error.message);
      }
      throw error;
    }
  }
}

function report(
  { modules, hasSymbols }: VerifiedModules,
  { log }: BuildContext,
): void {
  for (const { path, info } of modules) {
    const symbols = info?.versions?.length ?? 0;
    log(
      `Verified: ${path} has vermagic ${info?.vermagic}${
        hasSymbols
          ? `, and its ${symbols} symbols match those of the kernel`
          : ''
      }`,
    );
  }
  if (!hasSymbols) {
    log(
      'Not checked: symbol versions, because the toolkit image has no Module.symvers',
    );
  }
}

/**
 * Builds of one entity trust each other as long as they come from one
 * repository.
 */
function trustDomainOf(plan: DriverPlan): string {
  return `${plan.entityRef} ${plan.sourceRepository ?? plan.location}`;
}
