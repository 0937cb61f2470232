import { parseEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** The certificates that verify a driver's modules. */
export function useModuleCertificates(entityRef: string) {
  const api = useApi(driverToolkitApiRef);
  const { namespace, name } = parseEntityRef(entityRef);
  return useQuery({
    queryKey: queryKeys.moduleCertificates(entityRef),
    queryFn: ({ signal }) =>
      api.getModuleCertificates(namespace, name, { signal }),
  });
}
