import { InputError } from '@backstage/errors';
import {
  BuildFailedError,
  type ImageBuild,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { LocalPodman } from '../localPodman';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import type { Podman } from '../process/Podman';
import type { BuilderStores } from './BuilderStores';
import { storesOf } from './openBuilderStores';
import { openStore, type OpenStore, type PodmanStore } from './PodmanStore';
import { pullToolkit } from './pullToolkit';

/** Options of {@link DomainStores}. */
export interface DomainStoresOptions {
  config: PodmanBuilderConfig;
  podman: Podman;
  /** This machine's podman; undefined if the builder's is on another one. */
  findLocal: () => Promise<LocalPodman | undefined>;
}

/**
 * Opens the store of a build's trust domain: one of the builder's storages, or
 * the only storage of another machine.
 */
export class DomainStores {
  readonly #options: DomainStoresOptions;

  constructor(options: DomainStoresOptions) {
    this.#options = options;
  }

  /** The builder's storages; undefined if podman is on another machine. */
  async local(): Promise<BuilderStores | undefined> {
    const { config, podman, findLocal } = this.#options;
    const own = await findLocal();
    return own && storesOf(config, podman, own);
  }

  /** @throws BuildFailedError if podman is on another machine */
  async forKeeping(): Promise<BuilderStores> {
    const stores = await this.local();
    if (!stores) {
      throw new BuildFailedError(
        `Builder '${
          this.#options.config.id
        }' keeps no images, because its podman is on another machine. Push them to a registry.`,
      );
    }
    return stores;
  }

  /** @param folder - for the files that a pull of the toolkit image needs */
  async open(build: ImageBuild, folder: string): Promise<OpenStore> {
    const { domain, signal } = build;
    const stores = await this.local();
    if (!stores) {
      this.#requireOneDomain();
      return openStore({ podman: this.#options.podman }, async () => {});
    }
    if (domain.type === 'toolkits') {
      return stores.openToolkits(signal);
    }
    const toolkit = {
      reference: domain.toolkit,
      architecture: build.architecture,
      pull: (store: Required<PodmanStore>) =>
        pullToolkit(store, build, domain, folder),
    };
    return stores.openDriver(domain.driver, toolkit, signal);
  }

  /** Lends podman for a test of podman itself, away from all images. */
  async lendEmpty<T>(use: (podman: Podman) => Promise<T>): Promise<T> {
    const stores = await this.local();
    return stores
      ? stores.lendEmpty(({ podman }) => use(podman))
      : use(this.#options.podman);
  }

  /** On another machine all builds share one storage. */
  #requireOneDomain(): void {
    const { id, builds } = this.#options.config;
    if (builds?.length !== 1) {
      throw new InputError(
        `podman of builder '${id}' is on another machine, where all builds share one storage. Set driverToolkit.builders[].builds to [toolkits] or [drivers].`,
      );
    }
  }
}
