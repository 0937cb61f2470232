import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouterFromGeneratedEndpointMap } from '@backstage/backend-openapi-utils';
import type { Router } from 'express';
import type { BuildQueue } from '../builds/BuildQueue';
import type { DriverClaims } from '../claims/DriverClaims';
import type { ImageClaimStore } from '../claims/ImageClaimStore';
import type { BuildLogStore } from '../database/BuildLogStore';
import type { BuildStore } from '../database/BuildStore';
import type { Health } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Coverage } from '../coverage/Coverage';
import type { Index } from '../index/Index';
import type { MatrixQuery } from '../index/MatrixQuery';
import type { BuildNotices } from '../logs/BuildNotices';
import type { Maintenance } from '../maintain/Maintenance';
import type { AccessControl } from '../requests/AccessControl';
import type { BuildReads } from '../requests/BuildReads';
import type { BuildRequests } from '../requests/BuildRequests';
import type { ClaimRequests } from '../requests/ClaimRequests';
import type { SourceRequests } from '../requests/SourceRequests';
import { Authorizer } from './Authorizer';
import { concealInternalErrors } from './concealInternalErrors';
import { addBuildRoutes } from './buildRoutes';
import { addClaimRoutes } from './claimRoutes';
import { addIndexRoutes } from './indexRoutes';
import { addLogRoutes } from './logRoutes';
import { addMaintainRoutes } from './maintainRoutes';
import { addMatrixRoutes } from './matrixRoutes';
import { refuseHiddenText } from './refuseHiddenText';
import { openApiSpec } from './openapi.generated';

type OpenApiDocument = Parameters<
  typeof createValidatedOpenApiRouterFromGeneratedEndpointMap
>[0];

/** What the routes answer from. */
export interface RouterOptions {
  httpAuth: HttpAuthService;
  access: AccessControl;
  logger: LoggerService;
  index: Index;
  coverage: Coverage;
  health: () => Promise<Health>;
  matrixQuery: MatrixQuery;
  sourceRequests: SourceRequests;
  buildReads: BuildReads;
  buildRequests: BuildRequests;
  buildStore: BuildStore;
  queue: BuildQueue;
  logs: BuildLogStore;
  notices: BuildNotices;
  imageClaims: ImageClaimStore;
  driverClaims: DriverClaims;
  claimRequests: ClaimRequests;
  maintenance: Maintenance;
}

/** The HTTP API of openapi.yaml, which validates every request. */
export function createRouter(options: RouterOptions): Router {
  // The library's own router type spells every path out; ours come from the
  // client's generated schema.
  const router = createValidatedOpenApiRouterFromGeneratedEndpointMap(
    openApiSpec as OpenApiDocument,
  ) as unknown as Router;
  router.use(refuseHiddenText());
  const authorizer = new Authorizer(options);
  addIndexRoutes(router, authorizer, options);
  addMatrixRoutes(router, authorizer, options);
  addBuildRoutes(router, authorizer, options);
  addLogRoutes(router, authorizer, options);
  addClaimRoutes(router, authorizer, options);
  addMaintainRoutes(router, authorizer, options);
  router.use(concealInternalErrors(options.logger));
  return router;
}
