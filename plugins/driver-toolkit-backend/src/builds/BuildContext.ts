import type { ImageBuilder } from '../builders/Builder';

/** What a worker lends to the build it runs. */
export interface BuildContext {
  builder: ImageBuilder;
  buildId: string;
  /** Entity reference of the person, or the service. */
  requestedBy?: string;
  signal: AbortSignal;
  log: (line: string) => void;
  /** Milliseconds before each attempt after the first at what may pass. */
  retryDelays: readonly number[];
  /** Says that the next stage begins. */
  enter: (stage: 'verifying' | 'pushing') => Promise<void>;
}

/** Runs plans; one for each type of build. */
export interface BuildRunner<P> {
  /** @returns the digest read back from the registry; undefined when nothing was pushed */
  run(plan: P, context: BuildContext): Promise<string | undefined>;
}
