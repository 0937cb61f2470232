import type { RpmRepositoryConfig } from '../types';

/** Defaults for a distribution's kernel source. */
export interface RpmPreset {
  title: string;
  repositories: RpmRepositoryConfig[];
  /** RPM names. */
  architectures: string[];
  baseImage: string;
  /**
   * Undefined if the release has minor ones: the mirrors have the newest, which
   * changes.
   */
  os?: { id: string; version: string };
}
