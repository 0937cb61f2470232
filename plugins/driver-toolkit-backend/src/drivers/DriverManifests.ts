import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  compareEvr,
  parseUnameRelease,
  type DriverFile,
  type DriverManifests as Rendered,
  type DriverManifestsRequest,
  type KernelImage,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  parseDriverFile,
  parseSelector,
  parseToleration,
  renderManifests,
  whyUnsupported,
  type DriverToolkitConfig,
  type TargetKernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { DriverImageOfKernel } from '../database/builds/DriverImages';
import { shareReads } from '../database/shareReads';
import type { Index } from '../index/Index';
import { requireDriverImage } from './requireDriverImage';
import { requireSourceRepository } from './requireSourceRepository';

const MAX_KERNELS = 50;

/** Reads a version of a driver's repository. */
interface RevisionReader {
  read(location: string): Promise<{ commit?: string; driverFile?: string }>;
}

/**
 * Renders what deploys a driver, from the newest version of its repository and
 * the images that were built.
 */
export class DriverManifests {
  readonly #catalog: CatalogService;
  readonly #config: DriverToolkitConfig;
  readonly #images: {
    imagesOf(entityRef: string): Promise<DriverImageOfKernel[]>;
  };
  readonly #index: Pick<Index, 'kernelsWithoutBuilds'>;
  readonly #readRevision: RevisionReader['read'];

  constructor(options: {
    catalog: CatalogService;
    config: DriverToolkitConfig;
    images: { imagesOf(entityRef: string): Promise<DriverImageOfKernel[]> };
    index: Pick<Index, 'kernelsWithoutBuilds'>;
    revisions: RevisionReader;
  }) {
    this.#catalog = options.catalog;
    this.#config = options.config;
    this.#images = options.images;
    this.#index = options.index;
    // A forge is slow, and viewers of a page come together.
    this.#readRevision = shareReads((location: string) =>
      options.revisions.read(location),
    );
  }

  /**
   * @param driver - reference of its entity
   * @param credentials - the caller's: entities that the caller cannot see
   * count as unknown
   * @throws NotFoundError for an unknown entity, and without a `driver.yaml`
   * @throws InputError for what cannot be rendered
   * @throws ServiceUnavailableError if the repository's forge does not answer
   */
  async render(
    driver: string,
    request: DriverManifestsRequest,
    credentials: BackstageCredentials,
  ): Promise<Rendered> {
    const entity = await this.#catalog.getEntityByRef(driver, { credentials });
    if (!entity) {
      throw new NotFoundError(`The catalog has no entity ${driver}.`);
    }
    const { location } = requireSourceRepository(entity, this.#config);
    const revision = await this.#readRevision(location);
    if (revision.driverFile === undefined) {
      throw new NotFoundError(
        `The repository of ${driver} has no driver.yaml, which manifests are rendered from; add one, with its modules at least.`,
      );
    }
    const file = parseDriverFile(revision.driverFile, { path: 'driver.yaml' });
    const image = requireDriverImage(entity, this.#config, file.driver.image);
    const built = await this.#images.imagesOf(stringifyEntityRef(entity));
    const kernels = request.kernel
      ? await Promise.all(
          request.kernel.map(unameRelease =>
            this.#describe(unameRelease, built),
          ),
        )
      : newestOf(file.driver, built).map(one => this.#withOs(one, one.source));
    const { files, warnings } = renderManifests(file.driver, {
      kinds: request.for,
      name: request.targetName ?? entity.metadata.name,
      namespace: request.targetNamespace,
      kernels,
      image,
      imagePullSecret: request.imagePullSecret,
      selector: parseSelector(request.selector ?? []),
      tolerations: request.toleration?.map(parseToleration),
      pin: request.pin,
      orderedUpgrade: request.orderedUpgrade,
      probes: request.probes,
      firmwarePath: request.firmwarePath,
      bootcImage: request.bootcImage,
    });
    return {
      files,
      warnings: [
        ...warnings,
        ...(files.some(({ kind }) => kind !== 'preflight')
          ? kernels.filter(({ digest }) => digest === undefined).map(notBuilt)
          : []),
      ],
      kernels: kernels.map(({ unameRelease, reference, digest }) => ({
        unameRelease,
        reference,
        digest,
      })),
      commit: revision.commit,
    };
  }

  /** A kernel that the caller named. */
  async #describe(
    unameRelease: string,
    built: DriverImageOfKernel[],
  ): Promise<TargetKernel> {
    const own = built.find(one => one.unameRelease === unameRelease);
    if (own) {
      return this.#withOs(own, own.source);
    }
    const { version, release } = parseUnameRelease(unameRelease);
    const { items } = await this.#index.kernelsWithoutBuilds({
      q: `${version}-${release}`,
    });
    const kernel = items.find(({ flavours }) =>
      flavours.some(flavour => flavour.unameRelease === unameRelease),
    );
    const toolkit = kernel?.images.find(({ state }) => state === 'present');
    return this.#withOs(
      { unameRelease, toolkitImage: toolkit && pinned(toolkit) },
      kernel?.source,
    );
  }

  #withOs(kernel: TargetKernel, source: string | undefined): TargetKernel {
    const { unameRelease, reference, digest, toolkitImage } = kernel;
    const { os } =
      this.#config.kernelSources.find(({ id }) => id === source) ?? {};
    return { unameRelease, reference, digest, toolkitImage, os };
  }
}

/** The newest kernels that the driver still supports, newest first. */
function newestOf(
  driver: DriverFile,
  built: DriverImageOfKernel[],
): DriverImageOfKernel[] {
  return built
    .filter(one => whyUnsupported(driver, one.unameRelease) === undefined)
    .sort(
      (a, b) =>
        compareEvr(b.kernel, a.kernel) ||
        (a.unameRelease < b.unameRelease ? -1 : 1),
    )
    .slice(0, MAX_KERNELS);
}

function pinned({ reference, digest }: KernelImage): string {
  return digest === undefined
    ? reference
    : `${reference.slice(0, reference.lastIndexOf(':'))}@${digest}`;
}

function notBuilt({ unameRelease }: TargetKernel): string {
  return `The portal has built no image for ${unameRelease} yet; build it before nodes with this kernel are to load the driver.`;
}
