import { stringifyEntityRef } from '@backstage/catalog-model';
import type { Router } from 'express';
import type { ReadableVerdicts } from '../access/ReadableVerdicts';
import type { DriverClaims } from '../drivers/DriverClaims';
import type { Authorizer } from './Authorizer';

/** What was found out about the images of drivers. */
export function addVerdictRoutes(
  router: Router,
  authorizer: Authorizer,
  options: {
    readableVerdicts: ReadableVerdicts;
    driverClaims: Pick<DriverClaims, 'describe'>;
  },
): void {
  const { readableVerdicts, driverClaims } = options;

  router.get('/builds/:id/verdict', async (req, res) => {
    const caller = await authorizer.identify(req);
    const verdict = await readableVerdicts.ofBuild(req.params.id, caller);
    if (verdict) {
      res.json(verdict);
    } else {
      res.status(204).end();
    }
  });

  router.get('/verdicts', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json(await readableVerdicts.list(req.query, caller));
  });

  router.get('/drivers/:namespace/:name/verdicts', async (req, res) => {
    const caller = await authorizer.identify(req);
    const { namespace, name } = req.params;
    const entityRef = stringifyEntityRef({
      kind: 'component',
      namespace,
      name,
    });
    const page = await readableVerdicts.list(
      { ...req.query, entityRef, latest: true },
      caller,
    );
    if (page.totalItems === 0) {
      // Throws for an unknown driver.
      await driverClaims.describe(entityRef, caller.credentials);
    }
    res.json(page);
  });
}
