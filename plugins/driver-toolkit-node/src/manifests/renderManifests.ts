import { InputError } from '@backstage/errors';
import {
  DEFAULT_TAG,
  expandTag,
  parseUnameRelease,
  type DriverFile,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import { findExclusion } from '../driver/findExclusion';
import { parseImageReference } from '../parseImageReference';
import { bootcContainerfile } from './bootcContainerfile';
import { daemonSets } from './daemonSets';
import { kmmModule } from './kmmModule';
import type {
  DeployedKernel,
  Deployment,
  ManifestFile,
  ManifestOptions,
  RenderedManifests,
  TargetKernel,
} from './ManifestOptions';
import { requireNamespace, requireSecretName, shorten, toName } from './names';
import { preflights } from './preflights';
import { toYaml } from './toYaml';

const FOLDER = /^\/[A-Za-z0-9._/-]+$/;
/** Room for `-privileged`. */
const MAX_NAME = 52;

/**
 * Renders what deploys a driver, from its `driver.yaml`.
 *
 * @remarks
 * - `kmm`: a `Module` of Kernel Module Management.
 * - `daemonset`: a DaemonSet for each kernel; with `openshift` or `openshift`
 *   alone, also what lets their pods be privileged there.
 * - `preflight`: what lets KMM check coming kernels; with `openshift`, in
 *   OpenShift's form.
 * - `bootc`: a Containerfile that adds the driver to a bootc image.
 *
 * Pure: the same input gives the same text.
 *
 * @throws InputError that says what is missing or cannot be expressed
 * @public
 */
export function renderManifests(
  driver: DriverFile,
  options: ManifestOptions,
): RenderedManifests {
  const warnings: string[] = [];
  const deployment = deploymentOf(driver, options, warnings);
  const kinds = new Set(options.kinds);
  if (kinds.delete('openshift') && kinds.size === 0) {
    kinds.add('daemonset');
  }
  const files: ManifestFile[] = [];
  const add = (
    kind: ManifestFile['kind'],
    name: string,
    render: () => string,
  ) => {
    if (kinds.has(kind)) {
      if (kind !== 'kmm' && deployment.kernels.length === 0) {
        throw new InputError(
          `There is no kernel to render '${kind}' for; name the kernels of your nodes, as uname -r prints them.`,
        );
      }
      files.push({ kind, name, content: render() });
    }
  };
  add('kmm', 'module.yaml', () => toYaml([kmmModule(deployment)]));
  add('preflight', 'preflight.yaml', () => toYaml(preflights(deployment)));
  add('daemonset', 'daemonset.yaml', () => toYaml(daemonSets(deployment)));
  add('bootc', 'Containerfile.bootc', () => bootcContainerfile(deployment));
  return { files, warnings };
}

function deploymentOf(
  driver: DriverFile,
  options: ManifestOptions,
  warnings: string[],
): Deployment {
  const image = options.image ?? driver.image;
  if (image === undefined) {
    throw new InputError(
      'driver.yaml has no `image`; add it, or name the image.',
    );
  }
  const name = toName(options.name);
  if (name === '') {
    throw new InputError(
      `'${options.name}' has no letter or digit, so nothing can be named after it.`,
    );
  }
  if (options.imagePullSecret !== undefined) {
    requireSecretName(options.imagePullSecret);
  }
  if (options.bootcImage !== undefined) {
    parseImageReference(options.bootcImage);
  }
  if (
    options.firmwarePath !== undefined &&
    !FOLDER.test(options.firmwarePath)
  ) {
    throw new InputError(
      `'${options.firmwarePath}' is not the path of a folder of nodes, such as /var/lib/firmware.`,
    );
  }
  const unique = new Map(
    options.kernels.map(kernel => [kernel.unameRelease, kernel]),
  );
  return {
    ...options,
    driver,
    image,
    name: name.length <= MAX_NAME ? name : shorten(name, MAX_NAME),
    namespace: requireNamespace(options.namespace ?? 'default'),
    kernels: [...unique.values()].map(kernel =>
      deployedKernel(driver, kernel, image),
    ),
    warn: sentence => warnings.push(sentence),
  };
}

function deployedKernel(
  driver: DriverFile,
  kernel: TargetKernel,
  image: string,
): DeployedKernel {
  const { unameRelease, digest, os } = kernel;
  const { architecture, variant } = parseUnameRelease(unameRelease);
  const problem = whyUnsupported(driver, unameRelease);
  if (problem !== undefined) {
    throw new InputError(problem);
  }
  const template = driver.tag ?? DEFAULT_TAG;
  const expand = (tag: string) =>
    `${image}:${expandTag(tag, {
      unameRelease,
      variant,
      architecture,
      os,
      driverVersion: driver.version,
    })}`;
  const reference = kernel.reference ?? expand(template);
  return {
    ...kernel,
    architecture,
    reference,
    pinned:
      digest === undefined
        ? reference
        : `${reference.slice(0, reference.lastIndexOf(':'))}@${digest}`,
    kmmReference: kmmReference(reference, template, expand),
  };
}

/**
 * Why a driver does not support a kernel, as a sentence; undefined if it does.
 *
 * @throws InputError unless it is a `uname -r`
 * @public
 */
export function whyUnsupported(
  { kernels }: DriverFile,
  unameRelease: string,
): string | undefined {
  const { version, release, architecture, variant } =
    parseUnameRelease(unameRelease);
  const excluded = findExclusion(kernels, {
    kernel: `${version}-${release}`,
    variant,
    architectures: [architecture],
  });
  return (
    excluded &&
    `The driver does not support the kernel ${unameRelease}: it supports ${excluded.only} only (kernels.${excluded.key} of driver.yaml).`
  );
}

const FULL_VERSION = '${KERNEL_FULL_VERSION}';
/** Letters that no tag has side by side, in place of the variable. */
const PLACEHOLDER = 'KERNEL__FULL__VERSION';

/**
 * KMM replaces this one variable, by `uname -r` with `_` for `+`; all others are
 * written out.
 */
function kmmReference(
  reference: string,
  template: string,
  expand: (tag: string) => string,
): string | undefined {
  if (!template.includes(FULL_VERSION) || expand(template) !== reference) {
    return undefined;
  }
  return expand(template.replaceAll(FULL_VERSION, PLACEHOLDER)).replaceAll(
    PLACEHOLDER,
    FULL_VERSION,
  );
}
