import { createValidatedOpenApiRouterFromGeneratedEndpointMap } from '@backstage/backend-openapi-utils';
import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Health } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Router } from 'express';
import type { AccessControl } from '../access/AccessControl';
import type { AccessSystem } from '../access/AccessSystem';
import type { AuthorizedLibraries } from '../access/AuthorizedLibraries';
import type { StoppedPlugin } from '../access/StoppedPlugin';
import type { BuildQueue } from '../builds/queue/BuildQueue';
import type { Coverage } from '../coverage/Coverage';
import type { BuildStore } from '../database/builds/BuildStore';
import type { ImageClaimStore } from '../database/claims/ImageClaimStore';
import type { BuildLogStore } from '../database/logs/BuildLogStore';
import type { DriverCertificates } from '../drivers/DriverCertificates';
import type { DriverClaims } from '../drivers/DriverClaims';
import type { DriverManifests } from '../drivers/DriverManifests';
import type { Index } from '../index/Index';
import type { MatrixQuery } from '../index/MatrixQuery';
import type { BuildNotices } from '../logs/BuildNotices';
import { Authorizer } from './Authorizer';
import { addBuildRoutes } from './buildRoutes';
import { addClaimRoutes } from './claimRoutes';
import { concealInternalErrors } from './concealInternalErrors';
import { addDriverRoutes } from './driverRoutes';
import { addIndexRoutes } from './indexRoutes';
import { addLibraryRoutes } from './libraryRoutes';
import { addLogRoutes } from './logRoutes';
import { addMatrixRoutes } from './matrixRoutes';
import { openApiSpec } from './openapi.generated';
import { refuseHiddenText } from './refuseHiddenText';
import { addVerdictRoutes } from './verdictRoutes';

type OpenApiDocument = Parameters<
  typeof createValidatedOpenApiRouterFromGeneratedEndpointMap
>[0];

/** What the routes need. */
export interface RouterOptions {
  httpAuth: HttpAuthService;
  logger: LoggerService;
  access: AccessSystem;
  authorizedLibraries: AuthorizedLibraries;
  index: Index;
  coverage: Coverage;
  health: () => Promise<Health>;
  matrixQuery: MatrixQuery;
  queue: BuildQueue;
  buildStore: BuildStore;
  logs: BuildLogStore;
  notices: BuildNotices;
  imageClaims: ImageClaimStore;
  driverClaims: DriverClaims;
  driverCertificates: DriverCertificates;
  driverManifests: DriverManifests;
}

/** The HTTP API of openapi.yaml. */
export function createRouter(options: RouterOptions): Router {
  const router = createApiRouter();
  const { access, authorizedLibraries, logger } = options;
  const { readableBuilds } = access;
  const authorizer = new Authorizer({
    httpAuth: options.httpAuth,
    access: access.control,
  });
  addIndexRoutes(router, authorizer, {
    index: options.index,
    coverage: options.coverage,
    health: options.health,
    authorizedSources: access.authorizedSources,
  });
  addMatrixRoutes(router, authorizer, { matrixQuery: options.matrixQuery });
  addBuildRoutes(router, authorizer, {
    readableBuilds,
    authorizedBuilds: access.authorizedBuilds,
    queue: options.queue,
  });
  addVerdictRoutes(router, authorizer, {
    readableVerdicts: access.readableVerdicts,
    driverClaims: options.driverClaims,
  });
  addLogRoutes(router, authorizer, {
    readableBuilds,
    buildStore: options.buildStore,
    logs: options.logs,
    notices: options.notices,
    logger,
  });
  addClaimRoutes(router, authorizer, {
    imageClaims: options.imageClaims,
    driverClaims: options.driverClaims,
    authorizedClaims: access.authorizedClaims,
  });
  addDriverRoutes(router, authorizer, {
    driverCertificates: options.driverCertificates,
    driverManifests: options.driverManifests,
  });
  addLibraryRoutes(router, authorizer, { authorizedLibraries, readableBuilds });
  router.use(concealInternalErrors(logger));
  return router;
}

/** The HTTP API of a stopped plugin: it answers every request with the same error. */
export function createStoppedRouter(options: {
  httpAuth: HttpAuthService;
  logger: LoggerService;
  access: AccessControl;
  stopped: StoppedPlugin;
}): Router {
  const router = createApiRouter();
  const authorizer = new Authorizer(options);
  router.use(async (req, res) => {
    const caller = await authorizer.identify(req);
    const { name, message, statusCode } = await options.stopped.refusal(caller);
    // In the form of Backstage's errors, but without a log line for each.
    res.status(statusCode).json({
      error: { name, message },
      request: { method: req.method, url: req.url },
      response: { statusCode },
    });
  });
  router.use(concealInternalErrors(options.logger));
  return router;
}

/** Serves openapi.yaml, and refuses requests that do not match it. */
function createApiRouter(): Router {
  // The library's router type lists every path; ours come from the client's generated schema.
  const router = createValidatedOpenApiRouterFromGeneratedEndpointMap(
    openApiSpec as OpenApiDocument,
  ) as unknown as Router;
  router.use(refuseHiddenText());
  return router;
}
