import type {
  ImageBuilder,
  OnLines,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** What a worker lends to the build it runs. */
export interface BuildContext {
  builder: ImageBuilder;
  buildId: string;
  /** Entity reference of the person, or the service. */
  requestedBy?: string;
  signal: AbortSignal;
  log: (line: string) => void;
  /** Takes into the log what a program of the build writes. */
  onLines: OnLines;
  /** Milliseconds before each attempt after the first at what may pass. */
  retryDelays: readonly number[];
  /** Says that the next stage begins. */
  enter: (stage: 'verifying' | 'pushing') => Promise<void>;
  /**
   * Says that the image has its tag, after which it is too late to cancel.
   *
   * @returns the signal of what is left to do
   */
  settle: () => AbortSignal;
}

/** Runs plans; one for each type of build. */
export interface BuildRunner<P> {
  /** @returns the digest read back from the registry; undefined when nothing was pushed */
  run(plan: P, context: BuildContext): Promise<string | undefined>;
}
