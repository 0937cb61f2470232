import {
  tagSortKey,
  type Platform,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  createImageRepository,
  InMemoryContentCache,
  type ImageRepositoryConfig,
  type RepositoryImage,
  type RepositoryReading,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import type { CommandContext } from '../CommandContext';
import { chooseEntries } from '../config/chooseEntries';
import { loadConfig } from '../config/loadConfig';
import type { ExitCode } from '../ExitCode';
import { formatTable } from '../output/formatTable';
import { printResult } from '../output/printResult';
import type { Outcome } from '../readings/Outcome';
import { readEach } from '../readings/readEach';
import { report } from '../readings/report';

const MEBIBYTE = 1024 ** 2;

/** Formats the sizes of images. */
function formatSize(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}

/** Options of `driver-toolkit images`. */
export interface ImagesOptions {
  config: string[];
  repository?: string;
  json?: boolean;
}

interface ListedImage extends RepositoryImage {
  repository: string;
  /** `image:tag` */
  reference: string;
}

/** `driver-toolkit images` */
export async function listImages(
  options: ImagesOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { imageRepositories } = await loadConfig(options.config, context.env);
  const cache = new InMemoryContentCache();
  const outcomes = await readEach(
    chooseEntries(imageRepositories, options.repository, 'image repository'),
    context,
    (entry, readOptions) =>
      createImageRepository(entry, { cache }).read(readOptions),
  );
  printResult(context.stdout, toDocument(outcomes), {
    json: options.json,
    table: ({ images }) => toTable(images),
  });
  return report(outcomes, context.stderr, ({ images }) =>
    images.every(({ error }) => error === undefined),
  );
}

function toDocument(
  outcomes: Outcome<ImageRepositoryConfig, RepositoryReading>[],
) {
  return {
    images: outcomes
      .flatMap(({ entry, reading }) =>
        (reading?.images ?? []).map(
          (image): ListedImage => ({
            repository: entry.id,
            reference: `${entry.image}:${image.tag}`,
            ...image,
          }),
        ),
      )
      .sort(newestFirst),
    repositories: outcomes.map(({ entry, reading, error }) => ({
      id: entry.id,
      title: entry.title,
      image: entry.image,
      images: reading?.images.length,
      warnings: reading?.warnings ?? [],
      error,
    })),
  };
}

function newestFirst(a: ListedImage, b: ListedImage): number {
  const [left, right] = [tagSortKey(a.tag), tagSortKey(b.tag)];
  if (left === right) {
    return 0;
  }
  return left > right ? -1 : 1;
}

function toTable(images: ListedImage[]): string {
  return formatTable(
    ['TAG', 'REPOSITORY', 'PLATFORMS', 'SIZE', 'CREATED', 'DIGEST'],
    images.map(image => [
      image.tag,
      image.repository,
      image.platforms.map(describePlatform).join(', ') || '-',
      image.size === undefined ? '-' : formatSize(image.size),
      image.created?.slice(0, 'YYYY-MM-DD'.length) ?? '-',
      image.digest ?? '-',
    ]),
  );
}

function describePlatform({ architecture, error }: Platform): string {
  return error === undefined ? architecture : `${architecture} (not read)`;
}
