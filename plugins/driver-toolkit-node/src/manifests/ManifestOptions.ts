import type { DriverFile } from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { Toleration } from './parseToleration';

/** What can be rendered; see {@link renderManifests}. @public */
export const MANIFEST_KINDS = [
  'kmm',
  'daemonset',
  'openshift',
  'preflight',
  'bootc',
] as const;

/** @public */
export type ManifestKind = (typeof MANIFEST_KINDS)[number];

/** A kernel that nodes run, or will run. @public */
export interface TargetKernel {
  unameRelease: string;
  /**
   * `<image>:<tag>` of the driver's image for it; default: as `driver.yaml`
   * names it.
   */
  reference?: string;
  /** Digest of that image, if it is known. */
  digest?: string;
  /** Its distribution, if the tag names that. */
  os?: { id: string; version: string };
  /** Toolkit image of the kernel, with which OpenShift builds in the cluster. */
  toolkitImage?: string;
}

/** What manifests need besides `driver.yaml`. @public */
export interface ManifestOptions {
  kinds: readonly ManifestKind[];
  /** Name of the driver; objects are named after it. */
  name: string;
  /** Namespace of the objects; default: `default`. */
  namespace?: string;
  /**
   * The kernels of the nodes. Only a KMM `Module` can do without: it is then
   * for each kernel of the driver's architectures.
   */
  kernels: readonly TargetKernel[];
  /** Where the images are, without a tag; default: `image` of the file. */
  image?: string;
  /** Secret with the registry's credentials. */
  imagePullSecret?: string;
  /** Labels that nodes must have, in addition to those that are needed. */
  selector?: Record<string, string>;
  tolerations?: readonly Toleration[];
  /** KMM: one mapping for each kernel, by digest if it is known. */
  pin?: boolean;
  /**
   * KMM: upgrade node by node, by the version of the driver; default: if the
   * file has one.
   */
  orderedUpgrade?: boolean;
  /** DaemonSets: the image has the commands of {@link PROBES}; default: yes. */
  probes?: boolean;
  /** DaemonSets: the node's folder for firmware; default: `/lib/firmware`. */
  firmwarePath?: string;
  /** bootc: the image to add the modules to. */
  bootcImage?: string;
}

/** One file of manifests. @public */
export interface ManifestFile {
  kind: Exclude<ManifestKind, 'openshift'>;
  /** Its usual name, such as `module.yaml`. */
  name: string;
  content: string;
}

/** What a driver needs to be deployed. @public */
export interface RenderedManifests {
  files: ManifestFile[];
  /** What the manifests cannot express, a sentence each. */
  warnings: string[];
}

/** A driver with the options of its manifests, checked and completed. */
export interface Deployment
  extends Omit<ManifestOptions, 'kernels' | 'namespace'> {
  driver: DriverFile;
  /** As Kubernetes accepts it. */
  name: string;
  namespace: string;
  image: string;
  kernels: DeployedKernel[];
  warn: (sentence: string) => void;
}

/** A kernel with the image of the driver for it. */
export interface DeployedKernel extends TargetKernel {
  /** RPM name. */
  architecture: string;
  reference: string;
  /** With the digest, if it is known. */
  pinned: string;
  /**
   * The reference in terms of KMM, with `${KERNEL_FULL_VERSION}`; undefined if
   * it has none.
   */
  kmmReference?: string;
}
