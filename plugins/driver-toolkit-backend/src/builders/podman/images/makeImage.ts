import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '@backstage/errors';
import type { ImageBuild } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { isFullDisk } from '../../../machine/isFullDisk';
import type { BuilderCaches } from '../cache/BuilderCaches';
import { HalfWritten } from '../cleanup/HalfWritten';
import { reapBuilds } from '../cleanup/reapBuilds';
import { removeLostContainers } from '../cleanup/removeLostContainers';
import { removeWorkingContainers } from '../cleanup/workingContainers';
import { isStepFailure } from '../failures/isStepFailure';
import type { PodmanBuilderConfig } from '../PodmanBuilderConfig';
import type { Chores } from '../process/Chores';
import { writePolicy } from '../registries/imagePolicy';
import { writeRegistryFiles } from '../registries/registryFiles';
import type { PodmanStore } from '../storage/PodmanStore';
import { buildArguments, type BuildPart } from './buildArguments';
import { BuildProgress } from './BuildProgress';
import { privateTag } from './privateTags';

/** How a builder makes images. */
export interface MakeOptions {
  config: PodmanBuilderConfig;
  caches: BuilderCaches;
  chores: Chores;
  /** The backend's work directory. */
  workDirectory: string;
  /** Called for leftovers that could not be removed; they fail no build. */
  onProblem: (message: string, error: unknown) => void;
  /** Milliseconds that podman may stall before the log says so. */
  stallMs?: number;
}

/** A store, and its half-written content at the start of a build. */
interface MadeStore extends PodmanStore {
  halfWritten?: HalfWritten;
}

/**
 * Builds an image in a store, under a private name. Leftovers of a failed build
 * are removed.
 *
 * @param folder - for this build only
 * @returns its id, and that name
 * @throws BuildFailedError with the failing step and the last lines
 */
export async function makeImage(
  build: ImageBuild,
  store: PodmanStore,
  folder: string,
  options: MakeOptions,
): Promise<{ id: string; tag: string }> {
  const { caches, chores, workDirectory } = options;
  const { podman, local } = store;
  const made: MadeStore = {
    ...store,
    halfWritten: local && (await HalfWritten.before(local)),
  };
  return caches.lendPackages(build, async lent => {
    try {
      await caches.makeStage(build, (stage, registries) =>
        run({ ...build, registries }, made, folder, { stage, lent }, options),
      );
      const tag = privateTag(workDirectory);
      const id = await run(build, made, folder, { tag, lent }, options);
      if (local) {
        chores.add(
          'The working containers of a build could not be removed',
          () =>
            removeWorkingContainers(folder, local, args => podman.query(args)),
        );
      }
      return { id, tag };
    } catch (error) {
      await clearAway(build, made, folder, error, options);
      throw error;
    }
  });
}

async function run(
  build: ImageBuild,
  { podman, local, halfWritten }: MadeStore,
  folder: string,
  part: BuildPart,
  { config, stallMs }: MakeOptions,
): Promise<string> {
  const progress = new BuildProgress();
  const idFile = join(folder, 'image-id');
  const ownerFile = join(folder, 'owner');
  await writeFile(ownerFile, '');
  const { authFile, environment } = await writeRegistryFiles(
    folder,
    build.registries,
  );
  const policyFile = await writePolicy(folder, local);
  const exit = await podman.run({
    arguments: buildArguments(
      build,
      config,
      { authFile, ownerFile, idFile, policyFile },
      { ...part, keepsContainers: local !== undefined },
    ),
    // Puts each step's bundle into this build's folder.
    environment: { ...environment, TMPDIR: folder },
    signal: build.signal,
    halfWritten,
    stallMs,
    onStall: line => build.onLines([line]),
    onLines: lines => {
      progress.add(lines);
      // A stopped build has another reason; podman would blame the step.
      build.onLines(
        build.signal.aborted
          ? lines.filter(line => !isStepFailure(line))
          : lines,
      );
    },
  });
  if (exit.exitCode !== 0) {
    throw progress.failure(exit);
  }
  return (await readFile(idFile, 'utf8')).trim();
}

/** Removes leftovers of a failed build; a failure to do so goes to the log. */
async function clearAway(
  build: ImageBuild,
  { podman, local, halfWritten }: MadeStore,
  folder: string,
  error: unknown,
  { onProblem }: MakeOptions,
): Promise<void> {
  if (!local || !halfWritten) {
    if (build.signal.aborted) {
      build.onLines([
        'This builder is on another machine: the step that was running there may go on until it ends by itself.',
      ]);
    }
    return;
  }
  try {
    await reapBuilds(folder, { podman, local });
    if (isFullDisk(error)) {
      await removeLostContainers(halfWritten, args => podman.query(args));
    }
  } catch (failure) {
    const message = 'Leftovers of this build could not be cleared away';
    build.onLines([`${message}: ${toError(failure).message}`]);
    onProblem(message, failure);
  }
}
