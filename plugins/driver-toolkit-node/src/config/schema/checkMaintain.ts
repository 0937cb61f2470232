import type { z } from 'zod';

/** The sections that `maintain` entries refer to. */
export interface Maintained {
  kernelSources: { id: string }[];
  imageRepositories: {
    id: string;
    kernelSources?: string[];
    builder?: string;
    push: boolean;
  }[];
  maintain: {
    kernelSource: string;
    imageRepository: string;
    keepLatest: number;
    retention?: { keepLatest: number; dryRun: boolean };
  }[];
}

type Context = z.core.$RefinementCtx<Maintained>;

/**
 * Checks that each library has a source, and a repository that allows pushing
 * and deleting images.
 */
export function checkMaintain(config: Maintained, context: Context): void {
  const { kernelSources, imageRepositories, maintain } = config;
  const seen = new Set<string>();
  maintain.forEach((entry, index) => {
    const refuse = (path: string[], message: string, input: unknown) =>
      context.addIssue({
        code: 'custom',
        path: ['maintain', index, ...path],
        message,
        input,
      });
    const { kernelSource, imageRepository, retention } = entry;
    const repository = imageRepositories.find(r => r.id === imageRepository);
    if (!kernelSources.some(({ id }) => id === kernelSource)) {
      refuse(
        ['kernelSource'],
        `the id of a configured kernel source (${list(kernelSources)})`,
        kernelSource,
      );
    }
    if (!repository) {
      refuse(
        ['imageRepository'],
        `the id of a configured image repository (${list(imageRepositories)})`,
        imageRepository,
      );
    } else {
      checkRepository(entry, repository, refuse);
    }
    const key = `${kernelSource}/${imageRepository}`;
    if (seen.has(key)) {
      refuse(
        ['imageRepository'],
        'another one than in an earlier entry of the same kernelSource',
        imageRepository,
      );
    }
    seen.add(key);
    if (retention && retention.keepLatest < entry.keepLatest) {
      refuse(
        ['retention', 'keepLatest'],
        `at least the entry's own keepLatest (${entry.keepLatest}): what is deleted would be built again`,
        retention.keepLatest,
      );
    }
  });
}

function checkRepository(
  { kernelSource, imageRepository, retention }: Maintained['maintain'][number],
  repository: Maintained['imageRepositories'][number],
  refuse: (path: string[], message: string, input: unknown) => void,
): void {
  if (!(repository.kernelSources ?? [kernelSource]).includes(kernelSource)) {
    refuse(
      ['imageRepository'],
      `a repository that has '${kernelSource}' among its kernelSources`,
      imageRepository,
    );
  }
  if (!repository.push && repository.builder === undefined) {
    refuse(
      ['imageRepository'],
      'a repository with push: true or a builder, where what is built stays',
      imageRepository,
    );
  }
  if (retention && repository.builder !== undefined) {
    refuse(
      ['retention'],
      'left out if a builder keeps the images: tags are only deleted from registries',
      retention,
    );
  }
}

function list(entries: { id: string }[]): string {
  return entries.map(({ id }) => id).join(', ') || 'there are none';
}
