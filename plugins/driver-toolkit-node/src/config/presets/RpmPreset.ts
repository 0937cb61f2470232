import type { RpmRepositoryConfig } from '../types';

/** What a kernel source of a distribution is, unless its user says otherwise. */
export interface RpmPreset {
  title: string;
  repositories: RpmRepositoryConfig[];
  /** RPM names. */
  architectures: string[];
  baseImage: string;
}
