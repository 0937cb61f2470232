import type { z } from 'zod';
import { checkDriverPrefixes, type Images } from './checkDriverPrefixes';
import { checkMaintain, type Maintained } from './checkMaintain';
import { checkModuleSigning, type SignedModules } from './checkModuleSigning';

interface Referring extends Maintained, Images, SignedModules {
  kernelSources: ({ id: string } & Images['kernelSources'][number])[];
  imageRepositories: {
    id: string;
    image: string;
    kernelSources?: string[];
    builder?: string;
    push: boolean;
  }[];
  builders: { id: string }[];
}

type Context = z.core.$RefinementCtx<Referring>;
type Path = (string | number)[];

/** Checks across fields: duplicate names, and references to missing names. */
export function checkReferences(config: Referring, context: Context): void {
  // Both kinds share the addresses /sources/{id} and the entities' names.
  checkUnique(context, [
    ...at('kernelSources', config.kernelSources),
    ...at('imageRepositories', config.imageRepositories),
  ]);
  checkUnique(context, at('builders', config.builders));
  checkUnique(
    context,
    config.drivers.repositories.map(({ prefix }, index) => ({
      path: ['drivers', 'repositories', index, 'prefix'],
      value: prefix,
    })),
  );
  checkUnique(
    context,
    config.moduleSigning.keys.map(({ name }, index) => ({
      path: ['moduleSigning', 'keys', index, 'name'],
      value: name,
    })),
  );
  checkKernelSources(config, context);
  checkBuilders(config, context);
  checkMaintain(config, context);
  checkDriverPrefixes(config, context);
  checkModuleSigning(config, context);
}

function checkBuilders(config: Referring, context: Context): void {
  const ids = config.builders.map(({ id }) => id);
  config.imageRepositories.forEach(({ builder }, index) => {
    if (builder !== undefined && !ids.includes(builder)) {
      context.addIssue({
        code: 'custom',
        path: ['imageRepositories', index, 'builder'],
        message: `the id of a configured builder (${
          ids.join(', ') || 'there are none'
        })`,
        input: builder,
      });
    }
  });
}

function checkKernelSources(config: Referring, context: Context): void {
  const ids = config.kernelSources.map(source => source.id);
  config.imageRepositories.forEach((repository, index) => {
    repository.kernelSources?.forEach((id, position) => {
      if (!ids.includes(id)) {
        context.addIssue({
          code: 'custom',
          path: ['imageRepositories', index, 'kernelSources', position],
          message: `the id of a configured kernel source (${
            ids.join(', ') || 'there are none'
          })`,
          input: id,
        });
      }
    });
  });
}

function at(key: string, entries: { id: string }[]) {
  return entries.map(({ id }, index) => ({
    path: [key, index, 'id'] as Path,
    value: id,
  }));
}

function checkUnique(
  context: Context,
  entries: { path: Path; value: string }[],
): void {
  const seen = new Set<string>();
  for (const { path, value } of entries) {
    if (seen.has(value)) {
      context.addIssue({
        code: 'custom',
        path,
        message: 'different from every other of its kind',
        input: value,
      });
    }
    seen.add(value);
  }
}
