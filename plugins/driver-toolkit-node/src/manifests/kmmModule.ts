import { InputError } from '@backstage/errors';
import { toOciArchitecture } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { DeployedKernel, Deployment } from './ManifestOptions';
import { moduleParameters } from './moduleParameters';
import { shorten, toLabelValue } from './names';
import type { KubernetesObject } from './toYaml';

/** Where driver images have their files: KMM's default. */
const ROOT = '/opt';

/**
 * KMM puts both names into labels, and its webhook refuses more than this in
 * total: see `maxCombinedLength` in kernel-module-management (pull requests 445
 * and 611).
 */
const MAX_NAMES = 40;
const MIN_NAME = 12;

/**
 * The `Module` with which Kernel Module Management loads a driver.
 *
 * @throws InputError if the namespace leaves no room for a name
 */
export function kmmModule(deployment: Deployment): {
  comment: string[];
  object: KubernetesObject;
} {
  const { driver, namespace, kernels, imagePullSecret } = deployment;
  const name = moduleName(deployment);
  const version =
    driver.version === undefined || deployment.orderedUpgrade === false
      ? undefined
      : toLabelValue(driver.version);
  const last = driver.modules.at(-1)!;
  const parameters = moduleParameters(last);
  warnOfLimits(deployment);
  return {
    comment: [
      'Kernel Module Management loads the modules on each selected node.',
      ...(version === undefined
        ? []
        : [
            'Ordered upgrade: a node gets this version once it has the label',
            `  kmm.node.kubernetes.io/version-module.${namespace}.${name}=${version}`,
          ]),
    ],
    object: {
      apiVersion: 'kmm.sigs.x-k8s.io/v1beta1',
      kind: 'Module',
      metadata: { name, namespace },
      spec: {
        moduleLoader: {
          container: {
            ...(version !== undefined && { version }),
            modprobe: {
              moduleName: last.name,
              dirName: ROOT,
              ...(driver.firmware?.length && {
                firmwarePath: `${ROOT}/lib/firmware`,
              }),
              ...(parameters.length > 0 && { parameters }),
              // The last one loaded comes first, then what it depends on.
              ...(driver.modules.length > 1 && {
                modulesLoadingOrder: driver.modules
                  .map(module => module.name)
                  .reverse(),
              }),
            },
            ...(driver.replaces?.length && {
              inTreeModulesToRemove: driver.replaces,
            }),
            kernelMappings: kernelMappings(deployment),
          },
        },
        ...(imagePullSecret && { imageRepoSecret: { name: imagePullSecret } }),
        selector: { ...architectureLabel(kernels), ...deployment.selector },
        ...(deployment.tolerations?.length && {
          tolerations: deployment.tolerations,
        }),
      },
    },
  };
}

function moduleName({ name, namespace }: Deployment): string {
  const room = MAX_NAMES - namespace.length;
  if (room < MIN_NAME) {
    throw new InputError(
      `Namespace '${namespace}' is too long for KMM, which allows ${MAX_NAMES} characters for the names of namespace and Module together; choose one of at most ${
        MAX_NAMES - MIN_NAME
      }.`,
    );
  }
  return name.length <= room ? name : shorten(name, room);
}

function kernelMappings({ kernels, pin, driver, image }: Deployment) {
  if (kernels.length === 0) {
    return [
      {
        regexp: anyKernelOf(driver.kernels?.architectures),
        containerImage: `${image}:${anyTag(driver)}`,
      },
    ];
  }
  const byReference = new Map<string, DeployedKernel[]>();
  const literals: DeployedKernel[] = [];
  for (const kernel of kernels) {
    const reference = pin ? undefined : kernel.kmmReference;
    if (reference === undefined) {
      literals.push(kernel);
    } else {
      const others = byReference.get(reference) ?? [];
      byReference.set(reference, [...others, kernel]);
    }
  }
  return [
    ...literals.map(({ unameRelease, pinned }) => ({
      literal: unameRelease,
      containerImage: pinned,
    })),
    ...[...byReference].map(([containerImage, [first, ...others]]) => ({
      regexp: others.length
        ? `^(?:${[first, ...others].map(escaped).join('|')})$`
        : `^${escaped(first)}$`,
      containerImage,
    })),
  ];
}

/** As Go's regular expressions match the text alone. */
function escaped({ unameRelease }: DeployedKernel): string {
  return unameRelease.replace(/[.+*?^$()[\]{}|\\]/g, '\\$&');
}

function anyKernelOf(architectures: readonly string[] | undefined): string {
  return architectures
    ? `^.+\\.(?:${architectures.join('|')})(?:[+.][0-9a-z-]+)?$`
    : '^.+$';
}

/** The tag for any kernel. */
function anyTag({
  tag = '${KERNEL_FULL_VERSION}',
  version,
}: Deployment['driver']) {
  const template = tag.replaceAll(
    '${DRIVER_VERSION}',
    version?.replaceAll('+', '_') ?? '',
  );
  const [unknown] =
    template.match(/\$\{(?!KERNEL_FULL_VERSION\})[A-Z_]+\}/) ?? [];
  if (unknown || !template.includes('${KERNEL_FULL_VERSION}')) {
    throw new InputError(
      `KMM cannot know the tag '${tag}' of a kernel that it meets; name the kernels of the nodes, so that each gets its tag.`,
    );
  }
  return template;
}

/** Nodes of one architecture, if all kernels are of one. */
function architectureLabel(
  kernels: readonly DeployedKernel[],
): Record<string, string> {
  const [architecture, ...others] = new Set(
    kernels.map(kernel => kernel.architecture),
  );
  return architecture === undefined || others.length > 0
    ? { 'kubernetes.io/os': 'linux' }
    : { 'kubernetes.io/arch': toOciArchitecture(architecture) };
}

function warnOfLimits({ driver, warn }: Deployment): void {
  for (const module of driver.modules.slice(0, -1)) {
    const lost = moduleParameters(module);
    if (lost.length > 0) {
      warn(
        `KMM gives parameters to the module that is loaded last alone, so ${
          module.name
        } is loaded without ${lost.join(' ')}.`,
      );
    }
  }
  const soft = driver.modules.flatMap(({ softDependencies }) => [
    ...(softDependencies?.before ?? []),
    ...(softDependencies?.after ?? []),
  ]);
  if (soft.length > 0) {
    warn(
      `KMM does not load the soft dependencies ${[...new Set(soft)].join(
        ', ',
      )}; load them on the nodes, for example by /etc/modules-load.d.`,
    );
  }
  if (driver.firmware?.length) {
    warn(
      "KMM copies the firmware to a folder of the nodes that its operator's configuration names; set it as KMM's documentation of firmware says.",
    );
  }
}
