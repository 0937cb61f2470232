import { X509Certificate } from 'node:crypto';
import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  indexReadPermission,
  type DriverManifestsRequest,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Router } from 'express';
import type { DriverCertificates } from '../drivers/DriverCertificates';
import type { DriverManifests } from '../drivers/DriverManifests';
import type { Authorizer } from './Authorizer';

/** What a driver's users need beside its image. */
export function addDriverRoutes(
  router: Router,
  authorizer: Authorizer,
  {
    driverCertificates,
    driverManifests,
  }: {
    driverCertificates: DriverCertificates;
    driverManifests: DriverManifests;
  },
): void {
  router.get('/drivers/:namespace/:name/manifests', async (req, res) => {
    const { credentials } = await authorizer.require(req, indexReadPermission);
    res.json(
      await driverManifests.render(
        entityRefOf(req.params),
        req.query as unknown as DriverManifestsRequest,
        credentials,
      ),
    );
  });

  router.get('/drivers/:namespace/:name/certificates', async (req, res) => {
    const { credentials } = await authorizer.require(req, indexReadPermission);
    const driver = entityRefOf(req.params);
    res.json({ items: await driverCertificates.list(driver, credentials) });
  });

  router.get('/drivers/:namespace/:name/certificate', async (req, res) => {
    const { credentials } = await authorizer.require(req, indexReadPermission);
    const key = req.query.key === undefined ? undefined : String(req.query.key);
    const certificate = await driverCertificates.get(
      entityRefOf(req.params),
      key,
      credentials,
    );
    const isPem = req.query.format === 'pem';
    res.attachment(`${certificate.key}.${isPem ? 'pem' : 'der'}`);
    res.type(isPem ? 'application/x-pem-file' : 'application/pkix-cert');
    res.send(
      isPem
        ? Buffer.from(certificate.pem)
        : new X509Certificate(certificate.pem).raw,
    );
  });
}

function entityRefOf(driver: { namespace: string; name: string }): string {
  return stringifyEntityRef({ kind: 'component', ...driver });
}
