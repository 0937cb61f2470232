import { ApiBlueprint, coreApis } from '@backstage/frontend-plugin-api';
import { DriverToolkitClient } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { driverToolkitApiRef } from '../api/driverToolkitApiRef';

/** The client of the plugin's backend, with the portal's fetch. */
export const driverToolkitApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: driverToolkitApiRef,
      deps: { discoveryApi: coreApis.discovery, fetchApi: coreApis.fetch },
      factory: dependencies => DriverToolkitClient.create(dependencies),
    }),
});
