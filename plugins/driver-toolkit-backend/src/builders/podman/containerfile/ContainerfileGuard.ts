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
/** Far more than any readable Containerfile has. */
const MAX_BYTES = 256 * 1024;
/** Lists of files to leave out of the context, next to a Containerfile. */
const IGNORE_FILES = ['.containerignore', '.dockerignore'];

/** Options of a {@link ContainerfileGuard}. */
export interface ContainerfileGuardOptions {
  config: PodmanBuilderConfig;
  /** Calls `probeMounts` with this builder's podman. */
  probe: () => Promise<MountProbe>;
}

/**
 * Checks drivers' Containerfiles and rewrites them, so that podman reads
 * exactly what was checked and nothing leads to folders of the build host.
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

  /** Sentences that an operator must know. */
  async problems(): Promise<string[]> {
    if (this.#config.builds?.includes('drivers') === false) {
      return [];
    }
    const { open, problem } = await this.#current();
    if (problem !== undefined) {
      return [
        `The backend could not test whether mounts of steps lead to folders of the build host: ${problem.replace(
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
   * A driver's build in a form that is safe for podman.
   *
   * @param folder - the build's own
   * @throws BuildFailedError that names the line that could lead to the build
   * host, or is ambiguous
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
    // On another machine, the steps of all drivers share caches.
    return this.#config.connection !== undefined && !open.includes('caches')
      ? [...open, 'caches']
      : open;
  }

  /**
   * The start of a stage. Base images may bring their own steps, so each is
   * checked and then named by its digest, because its tag may move before
   * podman builds.
   */
  async #known(
    { reference, isImage, platform, line }: StageStart,
    open: readonly MountHole[],
    build: ImageBuild,
    store: PodmanStore,
    folder: string,
  ): Promise<string> {
    const { domain } = build;
    // The platform's own toolkit image was already verified.
    const isToolkit = domain.type === 'driver' && reference === domain.toolkit;
    if (!isImage || isToolkit || open.length === 0) {
      return reference;
    }
    if (platform !== undefined) {
      throw this.#refusal(
        `Line ${line} has a FROM with a platform. ${
          this.#where
        }, the backend checks base images for the build's platform only: leave it out`,
      );
    }
    return this.#pin(reference, build, store, folder);
  }

  /** The digest reference of an image, so that it stays the checked one. */
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
      build.onLines([`Pulling ${reference} to check it for ONBUILD steps`]);
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
        `It starts from ${reference}, which has ONBUILD steps. ${
          this.#where
        }, they could lead to folders of the build host: use a base image without ONBUILD steps`,
      );
    }
    const name = image.RepoDigests?.find(digest =>
      digest.endsWith(image.Digest),
    );
    if (!name) {
      throw new Error(`podman knows no digest of ${reference}.`);
    }
    return name;
  }

  async #read(containerfile: string): Promise<string> {
    if ((await stat(containerfile)).size > MAX_BYTES) {
      throw this.#refusal(
        `It has more than ${MAX_BYTES} bytes. Move commands to scripts`,
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
      ? 'Drivers may still use them (`unsafeDriverMounts`), and can read and write everything that podman can, including the storages of all builds.'
      : 'This builder refuses drivers whose Containerfiles have such mounts or base images with ONBUILD steps.';
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

/** The build with the rewritten Containerfile and its ignore file. */
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
