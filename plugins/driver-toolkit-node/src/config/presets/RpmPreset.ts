import type { RpmRepositoryConfig } from '../types';

/** Defaults for a distribution's kernel source. */
export interface RpmPreset {
  title: string;
  repositories: RpmRepositoryConfig[];
  /** RPM names. */
  architectures: string[];
  baseImage: string;
}
