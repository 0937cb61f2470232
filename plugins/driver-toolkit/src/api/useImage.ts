import { NotFoundError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** The toolkit image of a catalog entity. */
export function useImage(entityRef: string) {
  const api = useApi(driverToolkitApiRef);
  const filter = { entityRef, limit: 1 };
  return useQuery({
    queryKey: queryKeys.images(filter),
    queryFn: async ({ signal }) => {
      const { items } = await api.getImages(filter, { signal });
      if (items.length === 0) {
        throw new NotFoundError(
          'The image is no longer in its repository; the catalog will drop it with its next refresh.',
        );
      }
      return items[0];
    },
  });
}
