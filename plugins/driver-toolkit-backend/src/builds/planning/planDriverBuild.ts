import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  buildEntityRef,
  formatTag,
  type DriverBuildRequest,
  type Flavour,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { requireDriverImage } from '../../drivers/requireDriverImage';
import { requireSourceRepository } from '../../drivers/requireSourceRepository';
import type { Index } from '../../index/Index';
import type { DriverPlan } from '../../plans/BuildPlan';
import { buildersFor } from '../buildersOf';
import { chooseArchitecture } from './chooseArchitecture';
import { requireToolkit } from './requireToolkit';

/**
 * Plans a requested driver build.
 *
 * @param context - `credentials` are the requester's: an entity that they
 * cannot see in the catalog is unknown
 * @throws NotFoundError for an unknown entity, source or kernel
 * @throws InputError for an invalid entity reference, and for an entity that
 * lacks what a driver build needs
 * @throws ConflictError if no toolkit image exists to build with
 */
export async function planDriverBuild(
  request: DriverBuildRequest,
  context: {
    index: Index;
    catalog: CatalogService;
    credentials: BackstageCredentials;
    config: DriverToolkitConfig;
  },
): Promise<DriverPlan> {
  const { index, catalog, credentials, config } = context;
  const entity = await catalog.getEntityByRef(buildEntityRef(request), {
    credentials,
  });
  if (!entity) {
    throw new NotFoundError(`The catalog has no entity ${request.entityRef}.`);
  }
  const driverImage = requireDriverImage(entity, config);
  const { location, sourceRepository } = requireSourceRepository(
    entity,
    config,
  );

  const kernel = await index.kernel(request.source, request.kernel);
  const toolkit = await requireToolkit(kernel, context);
  const variant = request.variant ?? 'default';
  const flavours = kernel.flavours.filter(
    flavour => flavour.variant === variant && toolkit.has(flavour),
  );
  if (flavours.length === 0) {
    throw new InputError(
      `${
        toolkit.name
      } has no ${variant} kernel to build for; it has ${describeFlavours(
        kernel.flavours.filter(flavour => toolkit.has(flavour)),
      )}.`,
    );
  }
  const architecture = chooseArchitecture({
    asked: request.architecture,
    available: flavours.map(flavour => flavour.architecture),
    builders: buildersFor('driver', toolkit.builders ?? config.builders),
    what: `kernel ${kernel.kernel} (${variant})`,
  });
  const { unameRelease } = flavours.find(
    flavour => flavour.architecture === architecture,
  )!;
  return {
    type: 'driver',
    source: kernel.source,
    kernel: kernel.kernel,
    architecture,
    ...(toolkit.builders && { builder: toolkit.builders[0].id }),
    variant,
    unameRelease,
    entityRef: stringifyEntityRef(entity),
    location,
    sourceRepository,
    toolkitImage: toolkit.imageFor(architecture),
    imageReference: `${driverImage}:${formatTag(unameRelease)}`,
  };
}

function describeFlavours(flavours: Flavour[]): string {
  return (
    flavours
      .map(flavour => `${flavour.variant} for ${flavour.architecture}`)
      .join(', ') || 'none that this source knows'
  );
}
