import { toError } from '@backstage/errors';
import type { BuilderConfig } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { access, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageBuild } from '../../Builder';
import { BuildFailedError } from '../../BuildFailedError';
import { inspectImages } from '../inspectImages';
import { pullImage } from '../pullImage';
import type { PodmanStore } from '../storage/PodmanStore';
import { readBaseImages, replaceBaseImages } from './baseImages';
import { hasTriggers } from './hasTriggers';
import { holeOf, type MountHole } from './mountHoles';
import type { MountProbe } from './probeMounts';
import { readMounts } from './readMounts';

/** podman may be updated while the backend runs. */
const KEPT_MS = 60 * 60_000;
const FAILED_KEPT_MS = 60_000;
/** Far more than any Containerfile that somebody reads. */
const MAX_BYTES = 1024 * 1024;
/** Beside a Containerfile, lists of what is left out of the context. */
const IGNORE_FILES = ['.containerignore', '.dockerignore'];

const ADVICE: Record<MountHole, string> = {
  links:
    'Copy from a stage (COPY --from=…) where it mounts one, and mount the repository without `rw`',
  caches: 'Leave its cache mounts out',
};

/** What a {@link MountGuard} is made of. */
export interface MountGuardOptions {
  config: BuilderConfig;
  /** As `probeMounts` on this builder's podman. */
  probe: () => Promise<MountProbe>;
}

/**
 * Keeps steps of drivers from mounting folders of the build host, where podman
 * lets them.
 */
export class MountGuard {
  readonly #config: BuilderConfig;
  readonly #probe: () => Promise<MountProbe>;
  readonly #withTriggers = new Map<string, boolean>();
  #probed?: Promise<MountProbe>;

  constructor({ config, probe }: MountGuardOptions) {
    this.#config = config;
    this.#probe = probe;
  }

  /** What an operator has to know, in sentences. */
  async problems(): Promise<string[]> {
    if (this.#config.builds?.includes('drivers') === false) {
      return [];
    }
    const { open, problem } = await this.#current();
    if (problem !== undefined) {
      return [
        `Whether mounts of steps lead to folders of the build host could not be tried: ${problem.replace(
          /\.?$/,
          '.',
        )} ${this.#consequence()}`,
      ];
    }
    const found = [
      ...(open.includes('links')
        ? ['links in another stage (CVE-2024-1753)']
        : []),
      ...(open.includes('caches') ? ['ids of caches (CVE-2024-9675)'] : []),
    ];
    return found.length === 0
      ? []
      : [
          `Mounts of steps lead to folders of the build host: podman follows ${found.join(
            ' and ',
          )} there. ${this.#consequence()} Update podman.`,
        ];
  }

  /**
   * A driver's build as podman may be given it.
   *
   * @param folder - the build's own
   * @throws BuildFailedError that names what could lead to the build host
   */
  async guard(
    build: ImageBuild,
    store: PodmanStore,
    folder: string,
  ): Promise<ImageBuild> {
    if (
      build.domain.type !== 'driver' ||
      this.#config.unsafeDriverMounts === true
    ) {
      return build;
    }
    const open = await this.#openHoles();
    if (open.length === 0) {
      return build;
    }
    const containerfile = await this.#read(build.containerfile);
    this.#refuseMounts(containerfile, open);
    return this.#withKnownBases(build, containerfile, store, folder);
  }

  async #openHoles(): Promise<readonly MountHole[]> {
    const { open } = await this.#current();
    // On another machine, all drivers' steps get the same caches.
    return this.#config.connection !== undefined && !open.includes('caches')
      ? [...open, 'caches']
      : open;
  }

  #refuseMounts(text: string, open: readonly MountHole[]): void {
    const mounts = readMounts(text);
    if (!mounts) {
      throw this.#refusal(
        'has a `--mount` that is not plain to read',
        'Write each as one word, without variables, quotes and backslashes',
      );
    }
    for (const mount of mounts) {
      const hole = holeOf(mount, open);
      if (hole) {
        const written = [...mount].map(([name, value]) =>
          value === '' ? name : `${name}=${value}`,
        );
        throw this.#refusal(
          `has \`--mount=${written.join(',')}\``,
          ADVICE[hole],
        );
      }
    }
  }

  /**
   * Base images bring steps of their own along, so that each is looked at, and
   * then named by its digest: its tag may have moved by the time podman builds.
   */
  async #withKnownBases(
    build: ImageBuild,
    text: string,
    store: PodmanStore,
    folder: string,
  ): Promise<ImageBuild> {
    const images = readBaseImages(text, build.arguments);
    if (typeof images === 'string') {
      throw this.#refusal(
        `cannot be told what it is built from: ${images}`,
        'Write each `FROM image AS stage` on one line, without options',
      );
    }
    const pinned: Parameters<typeof replaceBaseImages>[1][number][] = [];
    for (const image of images) {
      // What the platform has built is as it was verified.
      const by = this.#isToolkit(image.reference, build)
        ? image.reference
        : await this.#pin(image.reference, build, store, folder);
      pinned.push({ ...image, by });
    }
    const containerfile = join(folder, 'Containerfile');
    await writeFile(containerfile, replaceBaseImages(text, pinned));
    for (const ending of IGNORE_FILES) {
      const file = `${build.containerfile}${ending}`;
      if (
        await access(file).then(
          () => true,
          () => false,
        )
      ) {
        await copyFile(file, `${containerfile}${ending}`);
      }
    }
    return { ...build, containerfile };
  }

  #isToolkit(reference: string, { domain }: ImageBuild): boolean {
    return domain.type === 'driver' && reference === domain.toolkit;
  }

  /** The name by which an image stays the one that was looked at. */
  async #pin(
    reference: string,
    build: ImageBuild,
    store: PodmanStore,
    folder: string,
  ): Promise<string> {
    const { podman, local } = store;
    const isThere =
      local !== undefined &&
      (await podman.query(['image', 'exists', reference], build.signal).then(
        () => true,
        () => false,
      ));
    build.signal.throwIfAborted();
    if (!isThere) {
      build.onLines([`Pulling ${reference} to look at what it brings along`]);
      await pullImage(reference, 'The base image', store, build, folder);
    }
    const [image] = await inspectImages(podman, [reference], build.signal);
    let triggers = this.#withTriggers.get(image.Id);
    if (triggers === undefined) {
      triggers = await hasTriggers(podman, image.Id, build.signal);
      this.#withTriggers.set(image.Id, triggers);
    }
    if (triggers) {
      throw this.#refusal(
        `begins with ${reference}, which has ONBUILD steps`,
        'Build on an image without any',
      );
    }
    const name = image.RepoDigests?.find(digest =>
      digest.endsWith(image.Digest),
    );
    if (!name) {
      throw new Error(`podman does not know a digest of ${reference}.`);
    }
    return name;
  }

  async #read(containerfile: string): Promise<string> {
    if ((await stat(containerfile)).size > MAX_BYTES) {
      throw this.#refusal(
        `has more than ${MAX_BYTES} bytes`,
        'Move what it runs to scripts',
      );
    }
    return readFile(containerfile, 'utf8');
  }

  #refusal(what: string, advice: string): BuildFailedError {
    const { id, connection } = this.#config;
    return new BuildFailedError(
      `The Containerfile ${what}. On builder '${id}', that could lead a step ${
        connection === undefined
          ? 'to folders of the build host'
          : 'to folders of the build host, or to caches of other drivers'
      }. ${advice}.`,
    );
  }

  #consequence(): string {
    return this.#config.unsafeDriverMounts
      ? 'Drivers may use them all the same (`unsafeDriverMounts`), and so read and write what podman can, the storages of all builds among it.'
      : 'Drivers whose Containerfiles have such mounts are refused on this builder, as are base images with ONBUILD steps.';
  }

  #current(): Promise<MountProbe> {
    if (!this.#probed) {
      const probed = this.#probe().catch(
        (error): MountProbe => ({
          open: ['links', 'caches'],
          problem: toError(error).message,
        }),
      );
      this.#probed = probed;
      probed.then(({ problem }) =>
        setTimeout(
          () => {
            this.#probed = undefined;
          },
          problem === undefined ? KEPT_MS : FAILED_KEPT_MS,
        ).unref(),
      );
    }
    return this.#probed;
  }
}
