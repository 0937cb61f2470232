import { access, copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '@backstage/errors';
import {
  BuildFailedError,
  type ImageBuild,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { inspectImages } from '../images/inspectImages';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import { pullImage } from '../registries/pullImage';
import type { PodmanStore } from '../storage/PodmanStore';
import { readStageStarts, writeStart, type StageStart } from './baseImages';
import { checkInstruction } from './checkInstruction';
import { hasTriggers } from './hasTriggers';
import type { MountHole } from './mountHoles';
import type { MountProbe } from './probeMounts';
import {
  readInstructions,
  UnclearContainerfile,
  writeInstructions,
  type Instruction,
} from './readInstructions';

/** podman may be updated while the backend runs. */
const KEPT_MS = 60 * 60_000;
const FAILED_KEPT_MS = 60_000;
/** Far more than any Containerfile that somebody reads. */
const MAX_BYTES = 256 * 1024;
/** Beside a Containerfile, lists of what is left out of the context. */
const IGNORE_FILES = ['.containerignore', '.dockerignore'];

/** What a {@link ContainerfileGuard} is made of. */
export interface ContainerfileGuardOptions {
  config: PodmanBuilderConfig;
  /** As `probeMounts` on this builder's podman. */
  probe: () => Promise<MountProbe>;
}

/**
 * Gives podman Containerfiles of drivers in a form that it cannot read
 * otherwise than they were checked, without what leads to folders of the build
 * host.
 */
export class ContainerfileGuard {
  readonly #config: PodmanBuilderConfig;
  readonly #probe: () => Promise<MountProbe>;
  readonly #withTriggers = new Map<string, boolean>();
  #probed?: Promise<MountProbe>;

  constructor({ config, probe }: ContainerfileGuardOptions) {
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
        `It could not be tried whether mounts of steps lead to folders of the build host: ${problem.replace(
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
   * @throws BuildFailedError that names what could lead to the build host, or
   * what is not plain to read
   */
  async guard(
    build: ImageBuild,
    store: PodmanStore,
    folder: string,
  ): Promise<ImageBuild> {
    if (build.domain.type !== 'driver') {
      return build;
    }
    const text = await this.#read(build.containerfile);
    const { hereDocuments } = await this.#current();
    const open = await this.#openHoles();
    const { instructions, starts } = this.#clearly(() => {
      const all = readInstructions(text);
      for (const instruction of all) {
        checkInstruction(instruction, {
          open,
          hereDocuments,
          volumes: this.#config.unsafeDriverMounts === true,
          where: this.#where,
        });
      }
      return {
        instructions: all,
        starts: readStageStarts(all, build.arguments),
      };
    });
    const known = new Map<number, Instruction>();
    for (const start of starts) {
      const reference = await this.#known(start, open, build, store, folder);
      known.set(start.line, writeStart({ ...start, reference }, start.line));
    }
    return writeBeside(
      build,
      folder,
      instructions.map(one => known.get(one.line) ?? one),
    );
  }

  async #openHoles(): Promise<readonly MountHole[]> {
    if (this.#config.unsafeDriverMounts) {
      return [];
    }
    const { open } = await this.#current();
    // On another machine, all drivers' steps get the same caches.
    return this.#config.connection !== undefined && !open.includes('caches')
      ? [...open, 'caches']
      : open;
  }

  /**
   * What a stage begins with. Base images bring steps of their own along, so
   * that each is looked at, and then named by its digest: its tag may have moved
   * by the time podman builds.
   */
  async #known(
    { reference, isImage, platform, line }: StageStart,
    open: readonly MountHole[],
    build: ImageBuild,
    store: PodmanStore,
    folder: string,
  ): Promise<string> {
    const { domain } = build;
    // What the platform has built is as it was verified.
    const isToolkit = domain.type === 'driver' && reference === domain.toolkit;
    if (!isImage || isToolkit || open.length === 0) {
      return reference;
    }
    if (platform !== undefined) {
      throw this.#refusal(
        `Line ${line} has a FROM with a platform. ${
          this.#where
        }, base images are looked at before, for the platform that is built for: leave it out`,
      );
    }
    return this.#pin(reference, build, store, folder);
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
        `It begins with ${reference}, which has ONBUILD steps. ${
          this.#where
        }, they could lead to folders of the build host: build on an image without any`,
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
        `It has more than ${MAX_BYTES} bytes. Move what it runs to scripts`,
      );
    }
    return readFile(containerfile, 'utf8');
  }

  #clearly<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof UnclearContainerfile
        ? this.#refusal(error.message)
        : error;
    }
  }

  #refusal(why: string): BuildFailedError {
    return new BuildFailedError(`The Containerfile cannot be built. ${why}.`);
  }

  get #where(): string {
    const { id, connection } = this.#config;
    return connection === undefined
      ? `On builder '${id}'`
      : `On builder '${id}', which is another machine`;
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
          hereDocuments: false,
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

/** The build with a Containerfile of its own, and what belongs beside that. */
async function writeBeside(
  build: ImageBuild,
  folder: string,
  instructions: readonly Instruction[],
): Promise<ImageBuild> {
  const containerfile = join(folder, 'Containerfile');
  await writeFile(containerfile, writeInstructions(instructions));
  for (const ending of IGNORE_FILES) {
    const file = `${build.containerfile}${ending}`;
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) {
      await copyFile(file, `${containerfile}${ending}`);
    }
  }
  return { ...build, containerfile };
}
