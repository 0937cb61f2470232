import { mockServices } from '@backstage/backend-test-utils';
import type { ImageRepositoryConfig } from '../../config/types';
import type { RepositoryImage, RepositoryReading } from '../ImageRepository';
import { InMemoryContentCache } from '../InMemoryContentCache';
import {
  OciImageRepository,
  type OciImageRepositoryOptions,
} from '../OciImageRepository';
import type { TestRegistry } from './TestRegistry';

/** A repository in a test's registry, with fast retries. */
export function createTestRepository(
  registry: Pick<TestRegistry, 'image'>,
  options: {
    config?: Partial<ImageRepositoryConfig>;
    attempts?: number;
  } & Partial<OciImageRepositoryOptions> = {},
): OciImageRepository {
  const { config, attempts = 1, ...rest } = options;
  return new OciImageRepository(
    {
      id: 'lab',
      title: 'Lab',
      image: registry.image,
      kernelSources: [],
      push: false,
      insecure: true,
      schedule: { frequency: { hours: 1 }, timeout: { minutes: 5 } },
      ...config,
    },
    {
      cache: new InMemoryContentCache(),
      retryPolicy: {
        attempts,
        baseDelay: 1,
        maxDelay: 1,
        maxRetryAfter: 2000,
      },
      ...rest,
    },
  );
}

/** Reads it completely. */
export async function readWhole(
  repository: OciImageRepository,
  previous?: RepositoryImage[],
): Promise<RepositoryReading> {
  return await repository.read({
    signal: AbortSignal.timeout(30_000),
    logger: mockServices.logger.mock(),
    previous,
  });
}
