import type { Router } from 'express';
import type { Maintenance } from '../maintain/Maintenance';
import type { BuildReads } from '../requests/BuildReads';
import type { Authorizer } from './Authorizer';

/** Libraries that are maintained. */
export function addMaintainRoutes(
  router: Router,
  authorizer: Authorizer,
  {
    maintenance,
    buildReads,
  }: { maintenance: Maintenance; buildReads: BuildReads },
): void {
  router.get('/maintain', async (req, res) => {
    // For whoever may read any build at all.
    await buildReads.scopeOf(await authorizer.identify(req));
    res.json({ items: await maintenance.list() });
  });

  router.post('/maintain/:source/:repository/run', async (req, res) => {
    const caller = await authorizer.identify(req);
    const { source, repository } = req.params;
    res.json(await maintenance.runFor(caller, source, repository));
  });
}
