import { ServiceUnavailableError } from '@backstage/errors';
import type { Matrix } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  createImageRepository,
  createKernelSource,
  createMatrix,
  InMemoryContentCache,
  lookUpTags,
  repositoriesArgument,
  type ImageRepositoryConfig,
  type KernelSourceConfig,
  type MatrixOptions,
  type SourceKernel,
  type TagState,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { CommandContext } from '../CommandContext';
import { ExitCode } from '../ExitCode';
import { readEach } from '../readings/readEach';
import { report } from '../readings/report';

/** The source and repository of a matrix. */
export interface MatrixRequest {
  source: KernelSourceConfig;
  repository: ImageRepositoryConfig;
  baseImage: string;
  options: MatrixOptions;
}

/**
 * Reads the source, then the tags of its kernels, and creates the matrix.
 * Failures are printed to stderr.
 *
 * @returns no matrix if the source or the repository could not be read
 */
export async function readMatrix(
  { source, repository, baseImage, options }: MatrixRequest,
  context: CommandContext,
): Promise<{ matrix?: Omit<Matrix, 'warnings'>; exitCode: ExitCode }> {
  const kernels = await readKernels(source, context);
  if (!kernels.read) {
    return kernels;
  }
  const tags = await readTags(repository, kernels.read, context);
  if (!tags.read) {
    return tags;
  }
  const matrix = createMatrix(
    {
      source: source.id,
      image: repository.image,
      baseImage,
      repositories: repositoriesArgument(source),
    },
    kernels.read,
    tags.read,
    options,
  );
  const isWhole = matrix.unknown.length === 0;
  return { matrix, exitCode: isWhole ? kernels.exitCode : ExitCode.Unreadable };
}

async function readKernels(
  source: KernelSourceConfig,
  context: CommandContext,
): Promise<{ read?: SourceKernel[]; exitCode: ExitCode }> {
  const outcomes = await readEach([source], context, (entry, options) =>
    createKernelSource(entry).read(options),
  );
  const exitCode = report(
    outcomes,
    context.stderr,
    ({ incompleteArchitectures = [] }) => incompleteArchitectures.length === 0,
  );
  return { read: outcomes[0].reading?.kernels, exitCode };
}

async function readTags(
  repository: ImageRepositoryConfig,
  kernels: SourceKernel[],
  context: CommandContext,
): Promise<{ read?: ReadonlyMap<string, TagState>; exitCode: ExitCode }> {
  const outcomes = await readEach(
    [repository],
    context,
    async (entry, options) => {
      const cache = new InMemoryContentCache();
      const images = createImageRepository(entry, { cache });
      const tags = await lookUpTags(images, kernels, options);
      options.signal.throwIfAborted();
      return { tags: requireAnswer(tags), warnings: [] };
    },
  );
  const exitCode = report(outcomes, context.stderr, () => true);
  return { read: outcomes[0].reading?.tags, exitCode };
}

/**
 * Without any successful answer, the repository has a problem, not its tags.
 */
function requireAnswer(
  tags: ReadonlyMap<string, TagState>,
): ReadonlyMap<string, TagState> {
  const [first, ...others] = tags.values();
  if (
    first?.state === 'unknown' &&
    others.every(({ state }) => state === 'unknown')
  ) {
    throw new ServiceUnavailableError(first.reason);
  }
  return tags;
}
