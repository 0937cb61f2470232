import { z } from 'zod';
import { identifier } from '../fields/identifier';
import { knownKeys } from '../fields/knownKeys';
import { schedule } from './schedule';

const KERNELS = 'a whole number of kernels, from 1 to 64';
const BUDGET = 'a whole number of builds, from 1 to 64';
const TRUE_OR_FALSE = 'true or false';

function wholeNumber(allowed: string) {
  return z.int(allowed).min(1, allowed).max(64, allowed);
}

const retention = knownKeys({
  keepLatest: wholeNumber(KERNELS),
  dryRun: z.boolean(TRUE_OR_FALSE).default(true),
});

/** A `maintain` entry. */
export const maintain = knownKeys({
  kernelSource: identifier,
  imageRepository: identifier,
  keepLatest: wholeNumber(KERNELS).default(5),
  budget: wholeNumber(BUDGET).default(2),
  rebuildStale: z.boolean(TRUE_OR_FALSE).default(false),
  schedule: schedule({ frequency: 'P1D', timeout: 'PT10M' }),
  retention: retention.optional(),
});
