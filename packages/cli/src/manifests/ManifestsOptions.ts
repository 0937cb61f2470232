import type { ManifestKind } from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** Options of `driver-toolkit driver manifests`. */
export interface ManifestsOptions {
  for: ManifestKind[];
  /** Each `<uname -r>[@<digest>]`. */
  kernel?: string[];
  name?: string;
  namespace?: string;
  image?: string;
  os?: { id: string; version: string };
  toolkitImage?: string;
  imagePullSecret?: string;
  selector?: string[];
  toleration?: string[];
  pin?: boolean;
  orderedUpgrade?: boolean;
  probes?: boolean;
  firmwarePath?: string;
  bootcImage?: string;
  /** Folder to write files into. */
  output?: string;
  /** The portal's backend, such as `https://portal.example.com`. */
  portal?: string;
  /** The driver's entity in the portal, `[<namespace>/]<name>`. */
  driver?: string;
}
