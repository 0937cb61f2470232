import {
  buildReadPermission,
  type BuildFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Response, Router } from 'express';
import type { BuildQueue } from '../builds/BuildQueue';
import type { Builds, RequestedBuilds } from '../builds/Builds';
import type { BuildRequests } from '../requests/BuildRequests';
import type { Authorizer } from './Authorizer';
import { shareReads } from './shareReads';
import { toBuildRequest } from './toBuildRequest';

/** Builds and builders. */
export function addBuildRoutes(
  router: Router,
  authorizer: Authorizer,
  options: { builds: Builds; buildRequests: BuildRequests; queue: BuildQueue },
): void {
  const { builds, buildRequests, queue } = options;
  // Whoever watches builds asks for the same page whenever one has changed.
  const listBuilds = shareReads((filter: BuildFilter) => builds.list(filter));

  router.get('/builds', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    res.json(await listBuilds(req.query));
  });

  router.post('/builds', async (req, res) => {
    const caller = await authorizer.identify(req);
    const requested = await buildRequests.create(
      toBuildRequest(req.body),
      caller,
    );
    sendRequested(res, requested);
  });

  router.get('/builds/:id', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    res.json((await builds.get(req.params.id)).build);
  });

  router.post('/builds/:id/cancel', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json(await buildRequests.cancel(req.params.id, caller));
  });

  router.post('/builds/:id/retry', async (req, res) => {
    const caller = await authorizer.identify(req);
    sendRequested(res, await buildRequests.retry(req.params.id, caller));
  });

  router.get('/builders', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    res.json({ items: await queue.status() });
  });
}

function sendRequested(
  res: Response,
  { build, created, siblings, leftOut }: RequestedBuilds,
): void {
  res.status(created ? 201 : 200).json({
    ...build,
    ...(siblings.length > 0 && { siblings }),
    ...(leftOut.length > 0 && { leftOut }),
  });
}
