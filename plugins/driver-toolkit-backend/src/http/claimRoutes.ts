import { NotFoundError } from '@backstage/errors';
import { indexReadPermission } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Router } from 'express';
import type { AuthorizedClaims } from '../access/AuthorizedClaims';
import type { ImageClaimStore } from '../database/claims/ImageClaimStore';
import type { DriverClaims } from '../drivers/DriverClaims';
import type { Authorizer } from './Authorizer';

/** The owners of driver images. */
export function addClaimRoutes(
  router: Router,
  authorizer: Authorizer,
  options: {
    imageClaims: ImageClaimStore;
    driverClaims: DriverClaims;
    authorizedClaims: AuthorizedClaims;
  },
): void {
  const { imageClaims, driverClaims, authorizedClaims } = options;

  router.get('/claims', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    res.json(await imageClaims.list(req.query));
  });

  router.get('/claims/:id', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    const { id } = req.params;
    const claim = await imageClaims.get(id);
    if (!claim) {
      throw new NotFoundError(`There is no claim ${id}.`);
    }
    res.json(claim);
  });

  router.post('/claims/:id/move', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json(await authorizedClaims.move(req.params.id, req.body, caller));
  });

  router.post('/claims/:id/release', async (req, res) => {
    const caller = await authorizer.identify(req);
    res.json(await authorizedClaims.release(req.params.id, caller));
  });

  router.get('/driver-claim', async (req, res) => {
    const caller = await authorizer.require(req, indexReadPermission);
    res.json(
      await driverClaims.describe(
        String(req.query.entityRef),
        caller.credentials,
      ),
    );
  });
}
