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
import type { KernelRecords } from '../KernelRecords';
import { releaseImage, type ReleasedBuild } from '../publishing/releaseImage';
import { checkOut } from '../repository/checkOut';
import { findContainerfile } from '../repository/findContainerfile';
import type { BuildContext, BuildRunner } from '../worker/BuildContext';
import { checkBoot } from './boot/checkBoot';
import { describeBoot, describeBootFailure } from './boot/describeBoot';
import { KernelCache } from './boot/KernelCache';
import { createRefusal, createVerdict } from './createVerdict';
import type { DriverVerdicts } from './DriverVerdicts';
import { readModuleKey } from './readModuleKey';
import { requireUnsignedTag } from './requireUnsignedTag';
import {
  moduleFoldersOf,
  RefusedDriverError,
  verifyDriverImage,
  type DriverFindings,
} from './verifyDriverImage';

/** Builds, verifies and pushes driver containers. */
export class DriverBuildRunner implements BuildRunner<DriverPlan> {
  readonly #config: DriverToolkitConfig;
  readonly #registries: RegistryDirectory;
  readonly #urlReader: UrlReaderService;
  readonly #claims: ImageClaims;
  readonly #folders: TemporaryFolders;
  readonly #records: KernelRecords;
  readonly #verdicts: DriverVerdicts;
  readonly #kernels: KernelCache;

  constructor(options: {
    config: DriverToolkitConfig;
    registries: RegistryDirectory;
    urlReader: UrlReaderService;
    claims: ImageClaims;
    folders: TemporaryFolders;
    kernels: KernelRecords;
    verdicts: DriverVerdicts;
  }) {
    this.#config = options.config;
    this.#registries = options.registries;
    this.#urlReader = options.urlReader;
    this.#claims = options.claims;
    this.#folders = options.folders;
    this.#records = options.kernels;
    this.#verdicts = options.verdicts;
    this.#kernels = new KernelCache(options.folders);
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
        return await this.#deliver(image, plan, facts, verified, context);
      }
      const signed = await signModules(
        image,
        key,
        moduleFoldersOf(plan.unameRelease),
        { signal, folders: this.#folders },
      );
      try {
        const verifiedAgain = await this.#verify(signed, plan, context, key);
        const { fingerprint } = key.certificate;
        context.log(
          `Signed: all modules, with key '${key.name}', whose certificate is ${fingerprint}`,
        );
        const moduleCertificate = fingerprint;
        return await this.#deliver(
          signed,
          plan,
          { ...facts, moduleCertificate },
          verifiedAgain,
          context,
        );
      } finally {
        signed.discard();
      }
    } finally {
      image.discard();
    }
  }

  async #verify(
    image: BuiltImage,
    plan: DriverPlan,
    context: BuildContext,
    key?: ModuleKey,
  ): Promise<DriverFindings> {
    try {
      return await verifyDriverImage(image, plan, {
        signal: context.signal,
        folders: this.#folders,
        kernels: this.#records,
        key,
      });
    } catch (error) {
      if (error instanceof RefusedDriverError) {
        warn(error.findings, context);
        throw await this.#refuse(plan, error, context);
      }
      throw error;
    }
  }

  /**
   * Boots the kernel with the image's modules, if `driver.yaml` asks for it.
   *
   * @throws RefusedDriverError that says what the kernel said
   */
  async #boot(
    image: BuiltImage,
    plan: DriverPlan,
    findings: DriverFindings,
    context: BuildContext,
  ): Promise<DriverFindings> {
    if (!plan.driver?.check?.boot) {
      return findings;
    }
    const boot = await checkBoot(image, plan, findings.modules, {
      builder: context.builder,
      kernels: this.#kernels,
      folders: this.#folders,
      signal: context.signal,
    });
    const booted = { ...findings, boot };
    const failure = describeBootFailure(boot, plan.unameRelease);
    if (failure !== undefined) {
      const reason = new BuildFailedError(failure, { lines: boot.lines });
      throw await this.#refuse(
        plan,
        new RefusedDriverError(reason, booted),
        context,
      );
    }
    context.log(describeBoot(boot, plan.unameRelease));
    return booted;
  }

  /** Stores why an image is refused. */
  async #refuse(
    plan: DriverPlan,
    error: RefusedDriverError,
    context: BuildContext,
  ): Promise<RefusedDriverError> {
    await this.#verdicts.keep(plan, createRefusal(plan, error), context);
    return error;
  }

  /** Boots with a verified image, stores its verdict and pushes it. */
  async #deliver(
    image: BuiltImage,
    plan: DriverPlan,
    facts: ReleasedBuild['facts'],
    findings: DriverFindings,
    context: BuildContext,
  ): Promise<string> {
    report(findings, context);
    const verdict = await this.#verdicts.keep(
      plan,
      createVerdict(plan, await this.#boot(image, plan, findings, context)),
      context,
    );
    const packages = await listPackages(image, context);

    await context.enter('pushing');
    await this.#requireClaim(plan, context);
    if (facts.moduleCertificate === undefined) {
      await requireUnsignedTag(plan, this.#registries, context);
    }
    const digest = await releaseImage(
      image,
      plan,
      { packages, facts: { ...facts, verdict } },
      context,
      { config: this.#config, registries: this.#registries },
    );
    await this.#verdicts.setDigest(digest, context);
    return digest;
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

function report(findings: DriverFindings, context: BuildContext): void {
  const hasSymbols = findings.kernel?.record.symbols !== undefined;
  for (const { path, info } of findings.modules) {
    const symbols = info?.versions?.length ?? 0;
    context.log(
      `Verified: ${path} has vermagic ${info?.vermagic}${
        hasSymbols
          ? `, and its ${symbols} symbols match those of the kernel`
          : ''
      }`,
    );
  }
  if (!hasSymbols) {
    context.log(
      'Not checked: symbol versions, because the toolkit image has no Module.symvers',
    );
  }
  warn(findings, context);
}

function warn({ warnings }: DriverFindings, { log }: BuildContext): void {
  warnings.forEach(warning => log(`Warning: ${warning}`));
}

/**
 * Builds of one entity trust each other as long as they come from one
 * repository.
 */
function trustDomainOf(plan: DriverPlan): string {
  return `${plan.entityRef} ${plan.sourceRepository ?? plan.location}`;
}
