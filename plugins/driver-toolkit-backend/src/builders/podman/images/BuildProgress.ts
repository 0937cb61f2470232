import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { isMirrorFailure, plainHttpMirror } from '../failures/isMirrorFailure';
import { isStepFailure } from '../failures/isStepFailure';
import { podmanComplaint } from '../failures/podmanComplaint';
import { describeExit } from '../process/describeExit';
import type { PodmanExit } from '../process/runPodman';

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
    // A step may write what it likes, podman's last word excepted.
    const index = this.#lines.findLastIndex(line => line.startsWith('Error: '));
    const said = this.#lines.at(index) ?? '';
    const isStep = index !== -1 && isStepFailure(said);
    const complaint = index === -1 ? undefined : podmanComplaint(said);
    // podman repeats the whole step in front of what went wrong.
    const reason = isStep
      ? said
          .replace(/^Error: building at STEP ".*": /, '')
          .replace(/^while running runtime: /, '')
      : complaint?.reason;
    const cause = exit.signal ? undefined : reason && abbreviate(reason);
    const step = this.#step && abbreviate(this.#step);
    const message = `${
      step ? `The step \`${abbreviate(step, TOLD_STEP)}\`` : 'podman build'
    } failed: ${cause ?? describeExit(exit)}`;
    const mirror = isStep ? plainHttpMirror(this.#lines) : undefined;
    return new BuildFailedError(
      mirror === undefined
        ? message
        : `${message}. The mirror ${mirror} speaks plain HTTP, not HTTPS; write its address with http://`,
      {
        step,
        // What comes after podman's own complaint is a page that a proxy sent.
        lines: (complaint && !isStep
          ? [...this.#lines.slice(0, index), ...complaint.lines]
          : this.#lines
        )
          .filter(line => !isStepFailure(line))
          .map(line => abbreviate(line)),
        transient:
          !exit.signal &&
          (isStep
            ? isMirrorFailure(this.#lines)
            : complaint?.transient ?? false),
      },
    );
  }
}

/** Its beginning and its end: podman tells what went wrong last. */
function abbreviate(text: string, length = KEPT_CHARACTERS): string {
  if (text.length <= length) {
    return text;
  }
  const end = Math.floor(length / 4);
  return `${text.slice(0, length - end - 1)}…${text.slice(-end)}`;
}
