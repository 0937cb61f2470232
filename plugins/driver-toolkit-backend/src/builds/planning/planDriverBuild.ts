import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  ConflictError,
  InputError,
  isError,
  NotFoundError,
} from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  buildEntityRef,
  DEFAULT_TAG,
  expandTag,
  type DriverBuildRequest,
  type DriverFile,
  type Flavour,
  type Kernel,
  type Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  parseDriverFile,
  type BuilderConfig,
  type DriverToolkitConfig,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { requireDriverImage } from '../../drivers/requireDriverImage';
import { requireSourceRepository } from '../../drivers/requireSourceRepository';
import { requireSupportedKernel } from '../../drivers/requireSupportedKernel';
import type { Index } from '../../index/Index';
import type { DriverPlan, PlannedDriver } from '../../plans/BuildPlan';
import { buildersFor } from '../buildersOf';
import { requireBoot } from '../driver/boot/requireBoot';
import { readModuleKey, type ModuleOrigin } from '../driver/readModuleKey';
import type { RevisionReader } from '../repository/RevisionReader';
import { chooseArchitecture } from './chooseArchitecture';
import { requireToolkit, type Toolkit } from './requireToolkit';

/** Milliseconds in which a key on a token has to answer a request. */
const KEY_TIMEOUT_MS = 20_000;

/**
 * Plans a requested driver build: by the `driver.yaml` of its repository's
 * newest commit, if there is one.
 *
 * @param context - `credentials` are the requester's: an entity that they
 * cannot see in the catalog is unknown
 * @throws NotFoundError for an unknown entity, source or kernel
 * @throws InputError for an invalid entity reference, for an entity or a
 * `driver.yaml` that lacks what a driver build needs, and for a kernel that the
 * driver does not support
 * @throws ConflictError if no toolkit image exists to build with, and if modules
 * must be signed, but no key can sign them, or the kernel be booted, but a
 * builder cannot
 * @throws ServiceUnavailableError if the repository's forge does not answer
 */
export async function planDriverBuild(
  request: DriverBuildRequest,
  context: {
    index: Index;
    catalog: CatalogService;
    credentials: BackstageCredentials;
    config: DriverToolkitConfig;
    revisions: Pick<RevisionReader, 'read'>;
  },
): Promise<DriverPlan> {
  const { index, catalog, credentials, config, revisions } = context;
  const entity = await catalog.getEntityByRef(buildEntityRef(request), {
    credentials,
  });
  if (!entity) {
    throw new NotFoundError(`The catalog has no entity ${request.entityRef}.`);
  }
  const { location, sourceRepository } = requireSourceRepository(
    entity,
    config,
  );
  const kernel = await index.kernel(request.source, request.kernel);
  const variant = request.variant ?? 'default';
  const entityRef = stringifyEntityRef(entity);
  const revision = await revisions.read(location);
  const file =
    revision.driverFile === undefined
      ? undefined
      : parseDriverFile(revision.driverFile, { path: 'driver.yaml' });
  const driver = file?.driver;
  const driverImage = requireDriverImage(entity, config, driver?.image);
  if (file) {
    requireSupportedKernel(entityRef, file, {
      source: kernel.source,
      kernel: kernel.kernel,
      variant,
      architectures: request.architecture
        ? [request.architecture]
        : kernel.flavours
            .filter(flavour => flavour.variant === variant)
            .map(flavour => flavour.architecture),
    });
  }
  const origin = {
    entityRef,
    location: revision.location,
    ...(driver && { driver: plannedOf(driver) }),
    sourceRepository,
  };
  await requireModuleKey(origin, config);
  const toolkit = await requireToolkit(kernel, context);
  const builders = buildersFor('driver', toolkit.builders ?? config.builders);
  const flavour = chooseFlavour(kernel, toolkit, {
    variant,
    asked: request.architecture,
    supported: driver?.kernels?.architectures,
    builders,
  });
  const { unameRelease, architecture } = flavour;
  if (driver?.check?.boot) {
    requireBoot(architecture, builders);
  }
  const tag = expandTag(driver?.tag ?? DEFAULT_TAG, {
    unameRelease,
    variant,
    architecture,
    os: requireOs(driver?.tag, kernel.source, config),
    driverVersion: driver?.version,
  });
  return {
    type: 'driver',
    source: kernel.source,
    kernel: kernel.kernel,
    architecture,
    ...(toolkit.builders && { builder: toolkit.builders[0].id }),
    variant,
    unameRelease,
    ...origin,
    commit: revision.commit,
    toolkitImage: toolkit.imageFor(architecture),
    imageReference: `${driverImage}:${tag}`,
  };
}

/** The build of a kernel that a driver is built for. */
function chooseFlavour(
  kernel: Kernel,
  toolkit: Toolkit,
  options: {
    variant: Variant;
    /** The requested architecture. */
    asked?: string;
    /** The driver's architectures; undefined for all. */
    supported?: string[];
    builders: BuilderConfig[];
  },
): Flavour {
  const { variant, asked, supported, builders } = options;
  const inToolkit = kernel.flavours.filter(flavour => toolkit.has(flavour));
  const flavours = inToolkit.filter(
    flavour =>
      flavour.variant === variant &&
      (supported?.includes(flavour.architecture) ?? true),
  );
  if (flavours.length === 0) {
    throw new InputError(
      `${
        toolkit.name
      } has no ${variant} kernel to build for; it has ${describeFlavours(
        inToolkit,
      )}.`,
    );
  }
  const architecture = chooseArchitecture({
    asked,
    available: flavours.map(flavour => flavour.architecture),
    builders,
    what: `kernel ${kernel.kernel} (${variant})`,
  });
  return flavours.find(flavour => flavour.architecture === architecture)!;
}

function plannedOf(driver: DriverFile): PlannedDriver {
  const { version, modules, replaces, signing, check, build } = driver;
  return { version, modules, replaces, signing, check, needs: build?.needs };
}

/** The distribution of a kernel source, which only the configuration knows. */
function requireOs(
  tag: string | undefined,
  source: string,
  { kernelSources }: DriverToolkitConfig,
) {
  const os = kernelSources.find(({ id }) => id === source)?.os;
  if (!os && tag?.includes('${OS_')) {
    throw new InputError(
      `Tag '${tag}' needs the distribution of kernel source '${source}', which nobody has configured: set \`os\` of this source (driverToolkit.kernelSources).`,
    );
  }
  return os;
}

/** The same check fails the build later, but nobody should wait for that. */
async function requireModuleKey(
  plan: ModuleOrigin,
  config: DriverToolkitConfig,
): Promise<void> {
  try {
    await readModuleKey(plan, config, AbortSignal.timeout(KEY_TIMEOUT_MS));
  } catch (error) {
    throw isError(error) && error.name === 'BuildFailedError'
      ? new ConflictError(error.message)
      : error;
  }
}

function describeFlavours(flavours: Flavour[]): string {
  return (
    flavours
      .map(flavour => `${flavour.variant} for ${flavour.architecture}`)
      .join(', ') || 'none that this source knows'
  );
}
