import type {
  ImageBuilder,
  OnLines,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** What a worker provides to the build that it runs. */
export interface BuildContext {
  builder: ImageBuilder;
  buildId: string;
  /** Entity reference of the person, or the service. */
  requestedBy?: string;
  signal: AbortSignal;
  log: (line: string) => void;
  /** Writes a program's output to the build's log. */
  onLines: OnLines;
  /** Milliseconds before each retry after a transient failure. */
  retryDelays: readonly number[];
  /** Enters the next stage. */
  enter: (stage: 'verifying' | 'pushing') => Promise<void>;
  /**
   * Reports that the image has its tag; from then on it is too late to cancel.
   *
   * @returns the signal for the remaining work
   */
  settle: () => AbortSignal;
}

/** Runs plans; one for each type of build. */
export interface BuildRunner<P> {
  /**
   * @returns the digest read back from the registry; undefined if nothing was
   * pushed
   */
  run(plan: P, context: BuildContext): Promise<string | undefined>;
}
