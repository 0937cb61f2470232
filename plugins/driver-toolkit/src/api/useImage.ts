import { useApi } from '@backstage/frontend-plugin-api';
import type {
  DriverToolkitApi,
  Image,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { NotFoundError } from '@backstage/errors';
import { useQuery } from '@tanstack/react-query';
import { driverToolkitApiRef } from './driverToolkitApiRef';
import { queryKeys } from './queryKeys';

/** The toolkit image that an entity stands for. */
export interface ImageQuery {
  entityRef: string;
  /** version-release of the kernel it is for, where that is known. */
  kernel?: string;
}

/** One image by its entity, of which neither repository nor tag can be read. */
export function useImage({ entityRef, kernel }: ImageQuery) {
  const api = useApi(driverToolkitApiRef);
  return useQuery({
    queryKey: [...queryKeys.images({ kernel }), entityRef],
    queryFn: ({ signal }) => findImage(api, { entityRef, kernel }, signal),
  });
}

async function findImage(
  api: DriverToolkitApi,
  { entityRef, kernel }: ImageQuery,
  signal: AbortSignal,
): Promise<Image> {
  let cursor: string | undefined;
  do {
    const page = await api.getImages(
      { kernel, limit: 500, cursor },
      { signal },
    );
    const image = page.items.find(item => item.entityRef === entityRef);
    if (image) {
      return image;
    }
    cursor = page.nextCursor;
  } while (cursor);
  throw new NotFoundError(
    'The image is no longer in its repository; the catalog will drop it with its next refresh.',
  );
}
