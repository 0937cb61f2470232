import {
  BuildFailedError,
  printableText,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** Files and folders; Linux itself has fewer than 100,000. */
export const MAX_FILES = 131_072;
/** Most folders around a file or folder. */
export const MAX_DEPTH = 64;
const MAX_SHOWN = 200;

/**
 * Counts a repository's files, folders and bytes, and reports when they exceed
 * a limit.
 */
export class CheckoutMeter {
  readonly #location: string;
  readonly #maxBytes: number;
  #bytes = 0;
  #files = 0;
  #refusal?: BuildFailedError;

  /** @param maxBytes - the configured limit for all files together */
  constructor(location: string, maxBytes: number) {
    this.#location = location;
    this.#maxBytes = maxBytes;
  }

  /** The exceeded limit as an error; undefined if all is within the limits. */
  get refusal(): BuildFailedError | undefined {
    return this.#refusal;
  }

  /**
   * Counts a file or a folder.
   *
   * @param path - from the repository's top
   * @returns whether all is still within the limits
   */
  take(path: string, size: number): boolean {
    this.#bytes += size;
    this.#files += 1;
    const depth = path.split('/').filter(name => name !== '').length - 1;
    this.#refusal ??= this.#refuse(path, depth);
    return this.#refusal === undefined;
  }

  #refuse(path: string, depth: number): BuildFailedError | undefined {
    const repository = `The repository ${this.#location}`;
    if (depth > MAX_DEPTH) {
      return new BuildFailedError(
        `${repository} has a file more than ${MAX_DEPTH} folders deep, which is refused: ${printableText(
          path,
          MAX_SHOWN,
        )}`,
      );
    }
    if (this.#files > MAX_FILES) {
      return new BuildFailedError(
        `${repository} has more than ${MAX_FILES} files and folders, which is refused.`,
      );
    }
    if (this.#bytes > this.#maxBytes) {
      return new BuildFailedError(
        `${repository} has more than ${
          this.#maxBytes
        } bytes, which is refused; \`driverToolkit.drivers.checkoutMaxBytes\` is the limit.`,
      );
    }
    return undefined;
  }
}
