import {
  type KernelRecord,
  normalizeModuleName,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { type ImageModule, moduleNameOf } from '../../modules/readModules';

/**
 * Warns about modules that have the name of one of the kernel's own, because a
 * node may load that one instead.
 *
 * @param replaces - names of in-tree modules that are removed before loading
 * @returns a sentence for each
 */
export function findTwins(
  modules: readonly ImageModule[],
  kernel: Pick<KernelRecord, 'modules' | 'builtin'>,
  replaces: readonly string[] = [],
): string[] {
  const inTree = new Set(kernel.modules.map(({ name }) => name));
  const builtin = new Set(kernel.builtin);
  const replaced = new Set(replaces.map(normalizeModuleName));
  return modules.flatMap(module => {
    const name = moduleNameOf(module);
    if (builtin.has(name)) {
      return [
        `${module.path} has the name of a part of the kernel itself, ${name}, which cannot be removed, so the kernel may refuse the module. Give it another name.`,
      ];
    }
    return inTree.has(name) && !replaced.has(name)
      ? [
          `${module.path} has the name of the kernel's own module ${name}, so a node may load that one instead. Add ${name} to 'replaces' in driver.yaml, or give the module another name.`,
        ]
      : [];
  });
}
