import type { Response, Router } from 'express';
import type { BuildQueue } from '../builds/BuildQueue';
import type { RequestedBuilds } from '../builds/Builds';
import type { BuildReads } from '../requests/BuildReads';
import type { BuildRequests } from '../requests/BuildRequests';
import type { Authorizer } from './Authorizer';
import { toBuildRequest } from './toBuildRequest';

/** Builds and builders. */
export function addBuildRoutes(
  router: Router,
  authorizer: Authorizer,
  options: {
    buildReads: BuildReads;
    buildRequests: BuildRequests;
    queue: BuildQueue;
  },
): void {
  const { buildReads, buildRequests, queue } = options;

  router.get('/builds', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json(await buildReads.list(req.query, caller));
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
    const caller = await authorizer.identify(req);
    res.json((await buildReads.get(req.params.id, caller)).build);
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
    // For whoever may read any build at all.
    await buildReads.scopeOf(await authorizer.identify(req));
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
