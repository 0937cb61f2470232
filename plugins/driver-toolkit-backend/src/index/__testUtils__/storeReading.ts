import type { KernelReading } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { Knex } from 'knex';
import { DatabaseKernelStore } from '../../database/index/DatabaseKernelStore';
import type { KernelReplacement } from '../../database/index/KernelStore';
import { DatabaseSourceStore } from '../../database/index/SourceStore';
import { mergeReading } from '../mergeReading';

/** Stores a reading of a kernel source. */
export async function storeReading(
  knex: Knex,
  source: string,
  reading: Partial<KernelReading>,
  {
    isUsed = () => false,
    ...extra
  }: Partial<KernelReplacement> & { isUsed?: (kernel: string) => boolean } = {},
): Promise<boolean> {
  const whole = { kernels: [], warnings: [], ...reading };
  return new DatabaseKernelStore(knex).replace({
    source,
    attempt: await new DatabaseSourceStore(knex).beginAttempt(source),
    repositories: ['registry'],
    merge: before => mergeReading(before, whole, isUsed),
    warnings: whole.warnings,
    incomplete: whole.incompleteArchitectures ?? [],
    ...extra,
  });
}
