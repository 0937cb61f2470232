import type { HumanDuration } from '@backstage/types';

/** How often something is read, and for how long at most. */
interface Schedule {
  /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
  frequency?: HumanDuration | string;
  /** A read that takes longer is given up; at most 14 days. */
  timeout?: HumanDuration | string;
}

/** An account at a registry. */
interface Credentials {
  username: string;
  /**
   * Password or token.
   * @visibility secret
   */
  password: string;
}

export interface Config {
  /** Kernels, the images to build their drivers in, and the machines that build them. */
  driverToolkit?: {
    /** Places kernels are read from. */
    kernelSources?: Array<{
      /** Lower-case letters and digits, joined by single "-" or "."; at most 40. No image repository may share it. */
      id: string;
      /** A dnf repository, as `createrepo_c` writes it. */
      type: 'rpm';
      /** Default: the id. */
      title?: string;
      /** Base addresses (http or https); `$arch` stands for the architecture. */
      repositories: Array<
        | string
        | {
            url: string;
            /** Some architectures may lack it. Default: false. */
            optional?: boolean;
          }
      >;
      /** Default: x86_64 alone. */
      architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
      /** How many of the newest kernels to index. Default: all. */
      keepLatest?: number;
      /** PEM files, for mirrors that want a client certificate or have an authority of their own. */
      tls?: {
        /** Path of the authority's certificate. */
        ca?: string;
        /** Path of the client certificate; together with `key`. */
        cert?: string;
        /** Path of the client certificate's key; together with `cert`. */
        key?: string;
      };
      /** Default: every PT6H, PT5M at most. */
      schedule?: Schedule;
      /** Base image of this source's toolkit images, in place of `toolkit.baseImage`. */
      baseImage?: string;
    }>;

    /** Repositories of toolkit images. */
    imageRepositories?: Array<{
      /** As a kernel source's; no kernel source may share it. */
      id: string;
      /** Default: the image. */
      title?: string;
      /** Registry and repository, without a tag. */
      image: string;
      /** Ids of the kernel sources that its tags are matched against. Default: all. */
      kernelSources?: string[];
      /** For reading and, with `push`, for writing. */
      credentials?: Credentials;
      /** Whether built toolkit images are pushed to it. Default: false. */
      push?: boolean;
      /** Plain HTTP, for registries on this machine. Default: false. */
      insecure?: boolean;
      /** Default: every PT1H, PT5M at most. */
      schedule?: Schedule;
    }>;

    /** How toolkit images are built. */
    toolkit?: {
      /** Path, or http(s) address for the URL reader. Default: `./Dockerfile`. */
      containerfile?: string;
      /** Default: `quay.io/centos/centos:stream9`. */
      baseImage?: string;
    };

    /** How driver containers are built. */
    drivers?: {
      /** Where driver images may be pushed. */
      repositories?: Array<{
        /** Registry with a path prefix; a driver's image must lie under it. */
        prefix: string;
        credentials?: Credentials;
        /** Plain HTTP, for registries on this machine. Default: false. */
        insecure?: boolean;
      }>;
    };

    /** Machines that run builds. */
    builders?: Array<{
      /** As a kernel source's; different from every other builder's. */
      id: string;
      type: 'podman';
      /** What it builds for. Default: x86_64 alone. */
      architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
      /** Builds at a time, 1 to 64. Default: 1. */
      concurrency?: number;
      /** A podman system connection. Default: this machine. */
      connection?: string;
      /** What one build may use. */
      limits?: {
        /** As `podman build --memory` takes it, such as `4g`. */
        memory?: string;
        /** Processors, such as 2 or 0.5. */
        cpus?: number;
        /** A build that takes longer is stopped; at most 14 days. Default: PT1H. */
        timeout?: HumanDuration | string;
      };
      /**
       * Added to `podman build`, one argument each. The builder's own, such as
       * `--tag` or `--file`, are refused.
       */
      extraArguments?: string[];
    }>;

    /** What is kept of builds. */
    builds?: {
      /** Finished builds are deleted after it. Default: P90D. */
      retention?: HumanDuration | string;
      /** A build's log beyond it is cut, such as `50MiB` or a number of bytes. Default: 50MiB. */
      logMaxBytes?: string | number;
    };

    /** What the catalog is told. */
    catalog?: {
      /** Owner of the entities. Default: `group:default/platform`. */
      owner?: string;
      /** A refresh that would remove a larger part of the entities is refused, 0 to 100. Default: 30. */
      maxRemovalPercentage?: number;
    };
  };
}
