import type { Router } from 'express';
import type { AuthorizedLibraries } from '../access/AuthorizedLibraries';
import type { ReadableBuilds } from '../access/ReadableBuilds';
import type { Authorizer } from './Authorizer';

/** Maintained libraries. */
export function addLibraryRoutes(
  router: Router,
  authorizer: Authorizer,
  {
    authorizedLibraries,
    readableBuilds,
  }: {
    authorizedLibraries: AuthorizedLibraries;
    readableBuilds: ReadableBuilds;
  },
): void {
  router.get('/maintain', async (req, res) => {
    // For everybody who may read some build.
    await readableBuilds.scopeOf(await authorizer.identify(req));
    res.json({ items: await authorizedLibraries.list() });
  });

  router.post('/maintain/:source/:repository/run', async (req, res) => {
    const caller = await authorizer.identify(req);
    const { source, repository } = req.params;
    res.json(await authorizedLibraries.runFor(caller, source, repository));
  });
}
