import {
  indexReadPermission,
  type MatrixFilter,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Router } from 'express';
import type { MatrixQuery } from '../index/MatrixQuery';
import type { Authorizer } from './Authorizer';

/** The job matrix of the images to build. */
export function addMatrixRoutes(
  router: Router,
  authorizer: Authorizer,
  { matrixQuery }: { matrixQuery: MatrixQuery },
): void {
  router.get('/matrix', async (req, res) => {
    await authorizer.require(req, indexReadPermission);
    // The request was validated against openapi.yaml.
    const filter = req.query as unknown as MatrixFilter;
    res.json(await matrixQuery.matrix(filter));
  });
}
