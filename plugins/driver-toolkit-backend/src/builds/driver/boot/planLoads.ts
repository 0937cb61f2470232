import type { DriverModule } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  BuildFailedError,
  normalizeModuleName,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';
import { type ImageModule, moduleNameOf } from '../../../modules/readModules';
import {
  type ModuleIndex,
  parseSoftDependencies,
  type SoftDependencies,
} from './ModuleIndex';

/** One module to load. */
export interface ModuleLoad {
  /** With `_` for `-`. */
  name: string;
  /** Whether the driver's `driver.yaml` names it. */
  isNamed: boolean;
  /**
   * Where it is: an absolute path of the driver image, or a path in the toolkit
   * image's folder of modules.
   */
  from: 'image' | 'toolkit';
  path: string;
  /** As the kernel reads them. */
  parameters: string;
  /** Names of the modules that it cannot be loaded without. */
  needs: string[];
}

const MAX_LOADS = 128;

/**
 * The modules that loading a driver takes, in order: like modprobe, its own
 * modules in the order of `driver.yaml`, each after what it depends on, softly
 * or not.
 *
 * @throws BuildFailedError if neither image has a module that it needs
 */
export function planLoads(
  named: readonly DriverModule[],
  modules: readonly ImageModule[],
  index: ModuleIndex,
): ModuleLoad[] {
  const ofImage = new Map<string, ImageModule>();
  for (const module of modules) {
    const name = moduleNameOf(module);
    if (!ofImage.has(name)) {
      ofImage.set(name, module);
    }
  }
  const entries = new Map(
    named.map(entry => [normalizeModuleName(entry.name), entry]),
  );
  const loads: ModuleLoad[] = [];
  const seen = new Set<string>();

  const find = (name: string) => {
    const normal = normalizeModuleName(name);
    return ofImage.has(normal) ? [normal] : index.find(normal);
  };
  const loadSoftly = (names: readonly string[]) =>
    names.flatMap(find).forEach(name => load(name));

  function load(name: string, neededBy?: string): void {
    if (seen.has(name)) {
      return;
    }
    seen.add(name);
    if (seen.size > MAX_LOADS) {
      throw new BuildFailedError(
        `The modules of driver.yaml need more than ${MAX_LOADS} others, which the boot check refuses.`,
      );
    }
    const module = ofImage.get(name);
    const inTree = module ? undefined : index.get(name);
    const path = module?.path ?? inTree?.path;
    if (path === undefined) {
      throw new BuildFailedError(
        `The kernel was not booted: ${neededBy} depends on ${name}, of which neither the image nor the toolkit image has the file. The toolkit needs the kernel's package of modules, and depmod's modules.dep.`,
      );
    }
    const entry = entries.get(name);
    const needs = module
      ? (module.info?.depends ?? []).map(normalizeModuleName)
      : inTree!.depends;
    const soft = [
      ...(module?.info?.softDependencies ?? []).map(parseSoftDependencies),
      index.softDependenciesOf(name),
      softDependenciesOf(entry),
    ];
    loadSoftly(soft.flatMap(({ before }) => before));
    needs.forEach(needed => load(needed, name));
    loads.push({
      name,
      isNamed: entry !== undefined,
      from: module ? 'image' : 'toolkit',
      path,
      parameters: parametersOf(entry),
      needs,
    });
    loadSoftly(soft.flatMap(({ after }) => after));
  }

  named.forEach(entry => load(normalizeModuleName(entry.name), 'driver.yaml'));
  return loads;
}

function softDependenciesOf(entry: DriverModule | undefined): SoftDependencies {
  return { before: [], after: [], ...entry?.softDependencies };
}

function parametersOf({ name, parameters = {} }: DriverModule = { name: '' }) {
  return Object.entries(parameters)
    .map(([parameter, value]) => {
      if (/["\p{Cc}]/u.test(value)) {
        throw new BuildFailedError(
          `The boot check cannot give parameter '${parameter}' to module ${name}: the kernel takes no quotes and control characters in a value.`,
        );
      }
      return /\s/.test(value)
        ? `${parameter}="${value}"`
        : `${parameter}=${value}`;
    })
    .join(' ');
}
