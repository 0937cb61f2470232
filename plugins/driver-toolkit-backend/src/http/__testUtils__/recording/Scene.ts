import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import type { PlayedBackend } from './PlayedBackend';
import type { Recorder } from './Recorder';

/** A sequence of changes at a backend, and what to record of them. */
export interface Scene {
  /** `driverToolkit` of the configuration, for a folder with `files`. */
  config: JsonObject | ((folder: string) => JsonObject);
  /** Secret files, by name. */
  files?: Record<string, string>;
  /** Entities of the catalog. */
  entities?: Entity[];
  /** The `driver.yaml` of each driver's repository; default: none. */
  driverFile?: string;
  play(backend: PlayedBackend, recorder: Recorder): Promise<void>;
}
