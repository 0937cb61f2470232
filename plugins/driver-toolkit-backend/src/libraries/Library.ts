import type { MaintainConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { IndexedRepository } from '../index/IndexedSources';

/**
 * A kernel source's images in a repository, and the rules for maintaining them.
 */
export interface Library {
  config: MaintainConfig;
  repository: IndexedRepository;
}

/** Identifies a library in the database and in schedules. */
export function libraryName({
  kernelSource,
  imageRepository,
}: Pick<MaintainConfig, 'kernelSource' | 'imageRepository'>): string {
  return `${kernelSource}/${imageRepository}`;
}
