import { BuildFailedError } from '../BuildFailedError';
import { describeExit } from './describeExit';
import { isMirrorFailure } from './isMirrorFailure';
import { isNetworkFailure } from './isNetworkFailure';
import { isStepFailure } from './isStepFailure';
import type { PodmanExit } from './runPodman';

const KEPT_LINES = 20;
/** Characters of a line, a step or a reason: all of it is in the log. */
const KEPT_CHARACTERS = 2_000;
/** Characters of a step that is told in a sentence. */
const TOLD_STEP = 120;
const STEP = /^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: (.*)/;

/** Watches a build's output for what to say when it fails. */
export class BuildProgress {
  #lines: string[] = [];
  #step?: string;

  add(lines: readonly string[]): void {
    const step = lines.findLastIndex(line => STEP.test(line));
    if (step !== -1) {
      this.#step = STEP.exec(lines[step])![1];
      this.#lines = [];
    }
    const rest = Math.max(step + 1, lines.length - KEPT_LINES);
    this.#lines = [...this.#lines, ...lines.slice(rest)].slice(-KEPT_LINES);
  }

  failure(exit: Pick<PodmanExit, 'exitCode' | 'signal'>): BuildFailedError {
    const said = [...this.#lines]
      .reverse()
      .find(line => line.startsWith('Error: '));
    const complaint = said?.slice('Error: '.length);
    // podman repeats the whole step in front of what went wrong.
    const reason = complaint
      ?.replace(/^building at STEP ".*": /, '')
      .replace(/^while running runtime: /, '');
    const cause = exit.signal ? undefined : reason && abbreviate(reason);
    const step = this.#step && abbreviate(this.#step);
    const message = `${
      step ? `The step \`${abbreviate(step, TOLD_STEP)}\`` : 'podman build'
    } failed: ${cause ?? describeExit(exit)}`;
    return new BuildFailedError(message, {
      step,
      lines: this.#lines
        .filter(line => !isStepFailure(line))
        .map(line => abbreviate(line)),
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

/** Its beginning and its end: podman tells what went wrong last. */
function abbreviate(text: string, length = KEPT_CHARACTERS): string {
  if (text.length <= length) {
    return text;
  }
  const end = Math.floor(length / 4);
  return `${text.slice(0, length - end - 1)}…${text.slice(-end)}`;
}
