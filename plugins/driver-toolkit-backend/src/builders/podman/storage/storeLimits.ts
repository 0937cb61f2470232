import { durationToMilliseconds } from '@backstage/types';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import type { StoreLimits } from './pruneStores';

const GIBIBYTE = 1024 ** 3;

/** Default limits of a builder's storages. */
export const DEFAULT_STORAGE = {
  maxBytes: 50 * GIBIBYTE,
  maxAge: { days: 30 },
};

/** Limits of a builder's storages. */
export function storeLimits({
  storage = DEFAULT_STORAGE,
}: Pick<PodmanBuilderConfig, 'storage'>): StoreLimits {
  return {
    maxBytes: storage.maxBytes,
    maxAgeMs: durationToMilliseconds(storage.maxAge),
  };
}
