import { BuildFailedError } from '../BuildFailedError';

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

  failure(exitCode: number): BuildFailedError {
    const complaint = [...this.#lines]
      .reverse()
      .find(line => line.startsWith('Error: '))
      ?.slice('Error: '.length);
    // podman repeats the whole step in front of what went wrong.
    const cause = complaint?.replace(/^building at STEP ".*": /, '');
    const message = this.#step
      ? `The step \`${abbreviate(this.#step)}\` failed: ${
          cause ?? `exit code ${exitCode}`
        }`
      : `podman build failed: ${cause ?? `exit code ${exitCode}`}`;
    return new BuildFailedError(message, {
      step: this.#step,
      lines: [...this.#lines],
    });
  }
}

function abbreviate(step: string): string {
  return step.length > 120 ? `${step.slice(0, 119)}…` : step;
}
