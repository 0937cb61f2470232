import {
  buildCancelPermission,
  buildCreatePermission,
  buildReadPermission,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Router } from 'express';
import type { BuildQueue } from '../builds/BuildQueue';
import type { Builds } from '../builds/Builds';
import { nameOf, type Authorizer } from './Authorizer';
import { toBuildRequest } from './toBuildRequest';

/** Builds and builders. */
export function addBuildRoutes(
  router: Router,
  authorizer: Authorizer,
  { builds, queue }: { builds: Builds; queue: BuildQueue },
): void {
  router.get('/builds', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    res.json(await builds.list(req.query));
  });

  router.post('/builds', async (req, res) => {
    const requester = await authorizer.require(req, buildCreatePermission);
    const { build, created } = await builds.create(
      toBuildRequest(req.body),
      requester,
      nameOf(requester),
    );
    res.status(created ? 201 : 200).json(build);
  });

  router.get('/builds/:id', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    res.json((await builds.get(req.params.id)).build);
  });

  router.post('/builds/:id/cancel', async (req, res) => {
    await authorizer.require(req, buildCancelPermission);
    res.json(await builds.cancel(req.params.id));
  });

  router.post('/builds/:id/retry', async (req, res) => {
    const requester = await authorizer.require(req, buildCreatePermission);
    const { build, created } = await builds.retry(
      req.params.id,
      requester,
      nameOf(requester),
    );
    res.status(created ? 201 : 200).json(build);
  });

  router.get('/builders', async (req, res) => {
    await authorizer.require(req, buildReadPermission);
    res.json({ items: await queue.status() });
  });
}
