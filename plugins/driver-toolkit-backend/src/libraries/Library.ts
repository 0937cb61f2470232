import type { MaintainConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { IndexedRepository } from '../index/IndexedSources';

/** A kernel source's images in a repository, and how they are maintained. */
export interface Library {
  config: MaintainConfig;
  repository: IndexedRepository;
}

/** Names a library where it is stored and scheduled. */
export function libraryName({
  kernelSource,
  imageRepository,
}: Pick<MaintainConfig, 'kernelSource' | 'imageRepository'>): string {
  return `${kernelSource}/${imageRepository}`;
}
