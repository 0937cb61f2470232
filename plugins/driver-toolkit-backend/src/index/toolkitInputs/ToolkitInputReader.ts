import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { DriverToolkitConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { ToolkitInputStore } from '../../database/index/ToolkitInputStore';
import { ToolkitInputs } from './ToolkitInputs';

/**
 * Reads the current digests of base images and the Containerfile, and stores
 * them.
 */
export class ToolkitInputReader {
  readonly #config: DriverToolkitConfig;
  readonly #store: ToolkitInputStore;
  readonly #logger: LoggerService;
  readonly #digestOfImage: DigestOf;
  readonly #digestOfContainerfile: DigestOf;

  constructor(options: {
    config: DriverToolkitConfig;
    store: ToolkitInputStore;
    logger: LoggerService;
    digestOfImage: DigestOf;
    digestOfContainerfile: DigestOf;
  }) {
    this.#config = options.config;
    this.#store = options.store;
    this.#logger = options.logger;
    this.#digestOfImage = options.digestOfImage;
    this.#digestOfContainerfile = options.digestOfContainerfile;
  }

  /** The last known inputs. */
  async inputs(): Promise<ToolkitInputs> {
    const { toolkit } = this.#config;
    return new ToolkitInputs({
      baseImageOf: source => this.#baseImageOf(source),
      containerfile: toolkit.containerfile,
      digests: await this.#store.digests(),
    });
  }

  /**
   * Reads each input again. An input that cannot be read keeps its old digest.
   */
  async refresh(signal: AbortSignal): Promise<void> {
    const { toolkit, kernelSources } = this.#config;
    const images = new Set(kernelSources.map(s => this.#baseImageOf(s.id)));
    const look = async (name: string, digestOf: DigestOf) => {
      try {
        await this.#store.set(name, await digestOf(name, signal));
      } catch (error) {
        signal.throwIfAborted();
        this.#logger.warn(
          `Images built from ${name} cannot be checked for changes: ${stringifyError(
            error,
          )}`,
        );
      }
    };
    await Promise.all([
      ...[...images].map(image => look(image, this.#digestOfImage)),
      look(toolkit.containerfile, this.#digestOfContainerfile),
    ]);
  }

  #baseImageOf(source: string): string {
    const { kernelSources, toolkit } = this.#config;
    return (
      kernelSources.find(({ id }) => id === source)?.baseImage ??
      toolkit.baseImage
    );
  }
}

/** Resolves a name to its current digest. */
export type DigestOf = (name: string, signal: AbortSignal) => Promise<string>;
