import type { Response, Router } from 'express';
import type { AuthorizedBuilds } from '../access/AuthorizedBuilds';
import type { ReadableBuilds } from '../access/ReadableBuilds';
import type { RequestedBuilds } from '../builds/BuildRequests';
import type { BuildQueue } from '../builds/queue/BuildQueue';
import type { Authorizer } from './Authorizer';
import { toBuildRequest } from './toBuildRequest';

/** Builds and builders. */
export function addBuildRoutes(
  router: Router,
  authorizer: Authorizer,
  options: {
    readableBuilds: ReadableBuilds;
    authorizedBuilds: AuthorizedBuilds;
    queue: BuildQueue;
  },
): void {
  const { readableBuilds, authorizedBuilds, queue } = options;

  router.get('/builds', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json(await readableBuilds.list(req.query, caller));
  });

  router.post('/builds', async (req, res) => {
    const caller = await authorizer.identify(req);
    const requested = await authorizedBuilds.create(
      toBuildRequest(req.body),
      caller,
    );
    sendRequested(res, requested);
  });

  router.get('/builds/:id', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json((await readableBuilds.get(req.params.id, caller)).build);
  });

  router.post('/builds/:id/cancel', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json(await authorizedBuilds.cancel(req.params.id, caller));
  });

  router.post('/builds/:id/retry', async (req, res) => {
    const caller = await authorizer.identify(req);
    sendRequested(res, await authorizedBuilds.retry(req.params.id, caller));
  });

  router.get('/builders', async (req, res) => {
    // For everybody who may read some build.
    await readableBuilds.scopeOf(await authorizer.identify(req));
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
