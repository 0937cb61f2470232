import {
  indexReadPermission,
  type CoverageFilter,
  type Health,
  type KernelFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Router } from 'express';
import type { AuthorizedSources } from '../access/AuthorizedSources';
import type { Coverage } from '../coverage/Coverage';
import { shareReads } from '../database/shareReads';
import type { Index } from '../index/Index';
import type { Authorizer } from './Authorizer';

/** Sources, kernels, images. */
export function addIndexRoutes(
  router: Router,
  authorizer: Authorizer,
  {
    index,
    coverage,
    health,
    authorizedSources,
  }: {
    index: Index;
    coverage: Coverage;
    health: () => Promise<Health>;
    authorizedSources: AuthorizedSources;
  },
): void {
  // When the index changes, all viewers request the same pages at once.
  const listCoverage = shareReads((filter: CoverageFilter) =>
    coverage.list(filter),
  );
  const listKernels = shareReads((filter: KernelFilter) =>
    index.kernels(filter),
  );

  router.get('/sources', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    res.json({ items: await index.sources() });
  });

  router.post('/sources/:id/refresh', async (req, res) => {
    const caller = await authorizer.identify(req);
    const acceptRemoval = Boolean(req.query.acceptRemoval);
    res.json(
      await authorizedSources.refresh(req.params.id, { acceptRemoval }, caller),
    );
  });

  router.get('/health', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    const answer = await health();
    res.status(answer.healthy ? 200 : 503).json(answer);
  });

  router.get('/coverage', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    res.json(await listCoverage(req.query));
  });

  router.get('/kernels', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    res.json(await listKernels(req.query));
  });

  router.get('/kernels/:source/:kernel', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    res.json(await index.kernel(req.params.source, req.params.kernel));
  });

  router.get('/images', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    res.json(await index.images(req.query));
  });

  router.get('/images/:repository/:tag', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    res.json(await index.image(req.params.repository, req.params.tag));
  });

  router.get('/snapshot', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    const { tag, snapshot } = await index.snapshot();
    res.set({ ETag: tag, 'Cache-Control': 'private, no-cache' });
    if (hasTag(req.get('if-none-match'), tag)) {
      res.status(304).end();
    } else {
      res.json(snapshot());
    }
  });
}

/**
 * Whether the caller already has the version of an entity tag (RFC 9110,
 * section 13.1.2).
 *
 * @remarks Express's `req.fresh` does not work here: if a caller sets
 * `If-None-Match`, `fetch` also sends `Cache-Control: no-cache`, which makes
 * everything stale for Express.
 */
function hasTag(ifNoneMatch: string | undefined, tag: string): boolean {
  const opaque = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch?.split(',').map(opaque).includes(opaque(tag)) ?? false;
}
