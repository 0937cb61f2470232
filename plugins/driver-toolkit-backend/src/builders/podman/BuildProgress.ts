import { BuildFailedError } from '../BuildFailedError';
import { describeExit } from './describeExit';
import { isMirrorFailure } from './isMirrorFailure';
import { isNetworkFailure } from './isNetworkFailure';
import { isStepFailure } from './isStepFailure';
import type { PodmanExit } from './runPodman';

const KEPT_LINES = 20;

/** Watches a build's output for what to say when it fails. */
export class BuildProgress {
  readonly #lines: string[] = [];
  #step?: string;

  add(line: string): void {
    const step = line.match(/^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: (.*)/);
    if (step) {
      this.#step = step[1];
      this.#lines.length = 0;
      return;
    }
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) {
      this.#lines.shift();
    }
  }

  failure(exit: Pick<PodmanExit, 'exitCode' | 'signal'>): BuildFailedError {
    const said = [...this.#lines]
      .reverse()
      .find(line => line.startsWith('Error: '));
    const complaint = said?.slice('Error: '.length);
    // podman repeats the whole step in front of what went wrong.
    const reason = complaint?.replace(/^building at STEP ".*": /, '');
    const cause = exit.signal ? describeExit(exit) : reason;
    const message = `${
      this.#step ? `The step \`${abbreviate(this.#step)}\`` : 'podman build'
    } failed: ${cause ?? describeExit(exit)}`;
    return new BuildFailedError(message, {
      step: this.#step,
      lines: [...this.#lines],
      transient: !exit.signal && isTransient(said, this.#lines),
    });
  }
}

/** A failed step may have missed a mirror, anything else a registry. */
function isTransient(
  complaint: string | undefined,
  lines: readonly string[],
): boolean {
  if (complaint === undefined) {
    return false;
  }
  return isStepFailure(complaint)
    ? isMirrorFailure(lines)
    : isNetworkFailure(complaint);
}

function abbreviate(step: string): string {
  return step.length > 120 ? `${step.slice(0, 119)}…` : step;
}
