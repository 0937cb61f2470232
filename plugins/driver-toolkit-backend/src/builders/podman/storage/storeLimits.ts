import { durationToMilliseconds } from '@backstage/types';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import type { StoreLimits } from './pruneStores';

const GIBIBYTE = 1024 ** 3;

/** What a builder's storages may take, where the configuration does not say. */
export const DEFAULT_STORAGE = {
  maxBytes: 50 * GIBIBYTE,
  maxAge: { days: 30 },
};

/** What a builder's storages may take. */
export function storeLimits({
  storage = DEFAULT_STORAGE,
}: Pick<PodmanBuilderConfig, 'storage'>): StoreLimits {
  return {
    maxBytes: storage.maxBytes,
    maxAgeMs: durationToMilliseconds(storage.maxAge),
  };
}
