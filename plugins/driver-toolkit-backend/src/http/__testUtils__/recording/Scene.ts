import type { Entity } from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import type { PlayedBackend } from './PlayedBackend';
import type { Recorder } from './Recorder';

/** What happens at a backend, and what is recorded of it. */
export interface Scene {
  /** `driverToolkit` of the configuration. */
  config: JsonObject;
  /** Of the catalog. */
  entities?: Entity[];
  play(backend: PlayedBackend, recorder: Recorder): Promise<void>;
}
