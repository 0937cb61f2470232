import { firstFew } from './firstFew';
import type { Release } from './Release';
import type { ReleaseReading } from './ReleaseReader';

/** Collects the outcomes of reading releases. */
export class ReleaseOutcomes {
  readonly releases: ReleaseReading[] = [];
  readonly errors: Error[] = [];
  readonly #failed: { release: Release; what: string; error: Error }[] = [];
  readonly #without: Release[] = [];
  readonly #unverified: Release[] = [];
  readonly #told = new Set<string>();

  add(release: Release, reading: ReleaseReading | Error): void {
    if (!('toolkits' in reading)) {
      this.#addFailure(release, 'could not be read', reading);
      return;
    }
    this.releases.push(reading);
    reading.failures.forEach(error =>
      this.#addFailure(release, 'could not be read completely', error),
    );
    reading.warnings.forEach(warning => this.#told.add(warning));
    if (!reading.nodes && reading.toolkits.length === 0) {
      this.#without.push(release);
    }
    if (!reading.verified) {
      this.#unverified.push(release);
    }
  }

  /** Architectures with an unreadable release. */
  get incompleteArchitectures(): string[] {
    return this.#failed.map(({ release }) => release.architecture);
  }

  get warnings(): string[] {
    const failures = this.#failed.map(
      ({ release, what, error }) =>
        `Release ${describe(release)} ${what}: ${error.message}`,
    );
    return [
      ...firstFew(failures, 'Releases that could not be read either'),
      ...this.#told,
      ...count(
        this.#without,
        'Releases left out because they have no driver-toolkit image',
      ),
      ...count(
        this.#unverified,
        'Releases whose toolkit images could not be verified by digest, because they were read from the beginning of a large layer',
      ),
    ];
  }

  #addFailure(release: Release, what: string, error: Error): void {
    this.errors.push(error);
    this.#failed.push({ release, what, error });
  }
}

function count(releases: Release[], what: string): string[] {
  const [first] = releases;
  return first
    ? [`${what}: ${releases.length}, such as ${describe(first)}.`]
    : [];
}

function describe({ version, architecture }: Release): string {
  return `${version.version} for ${architecture}`;
}
