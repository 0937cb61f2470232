import { useApi } from '@backstage/frontend-plugin-api';
import type {
  DriverToolkitApi,
  Kernel,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** Every kernel whose toolkit image is present, newest first. */
export function useKernelsWithImage() {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: [...queryKeys.kernels(), 'with-image'],
    queryFn: ({ signal }) => readKernelsWithImage(api, signal),
  });
}

async function readKernelsWithImage(
  api: DriverToolkitApi,
  signal: AbortSignal,
): Promise<Kernel[]> {
  const kernels: Kernel[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.getKernels(
      { imageState: 'present', limit: 500, cursor },
      { signal },
    );
    kernels.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return kernels;
}
