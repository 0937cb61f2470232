import { BuildFailedError } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { isMirrorFailure, plainHttpMirror } from '../failures/isMirrorFailure';
import { isStepFailure } from '../failures/isStepFailure';
import { podmanComplaint } from '../failures/podmanComplaint';
import { describeExit } from '../process/describeExit';
import type { PodmanExit } from '../process/runPodman';

const KEPT_LINES = 20;
/** Characters of a line, a step or a reason; the log has the full text. */
const KEPT_CHARACTERS = 2_000;
/** Characters of a step within a sentence. */
const TOLD_STEP = 120;
const STEP = /^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: (.*)/;

/** Watches a build's output to explain a failure. */
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
    // A step may write anything, except podman's last line.
    const index = this.#lines.findLastIndex(line => line.startsWith('Error: '));
    const said = this.#lines.at(index) ?? '';
    const isStep = index !== -1 && isStepFailure(said);
    const complaint = index === -1 ? undefined : podmanComplaint(said);
    // podman repeats the whole step before the reason.
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
        // Lines after podman's message are a proxy's page.
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

/** Keeps the beginning and the end, because podman puts the reason last. */
function abbreviate(text: string, length = KEPT_CHARACTERS): string {
  if (text.length <= length) {
    return text;
  }
  const end = Math.floor(length / 4);
  return `${text.slice(0, length - end - 1)}…${text.slice(-end)}`;
}
