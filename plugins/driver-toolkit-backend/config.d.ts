import type { HumanDuration } from '@backstage/types';

export interface Config {
  /** Kernels, the images to build their drivers in, and the machines that build them. */
  driverToolkit?: {
    /** Places kernels are read from. */
    kernelSources?: Array<
      | {
          /** The kernels of dnf repositories, as `createrepo_c` describes them. */
          type: 'rpm';
          /** Lower-case letters and digits, joined by single "-" or "."; at most 40. No image repository may share it. */
          id: string;
          /** Default: the preset's, otherwise the id. */
          title?: string;
          /** Default: the preset's, otherwise x86_64 alone. */
          architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
          /** How many of the newest kernels to index. Default: all. */
          keepLatest?: number;
          /** Base image of this source's toolkit images, in place of `toolkit.baseImage`. */
          baseImage?: string;
          /**
           * The distribution whose repositories, title, architectures and base image these are, as far as nothing else
           * is said: `centos-stream-8` to `-10`, `rocky-8` to `-10`, `almalinux-8` to `-10` or `fedora-` and its release.
           */
          preset?: string;
          /**
           * Needed without a `preset`. Addresses (http or https), each of one kind; `$arch` stands for the architecture.
           * A string is a `url`.
           */
          repositories?: Array<
            | string
            | {
                /** Base address of the repository. */
                url?: string;
                /** Address of a list of its mirrors, which are asked in turn. */
                mirrorlist?: string;
                /** Address of a list of its mirrors with hashes of what they must give. */
                metalink?: string;
                /** Some architectures may lack it. Default: false. */
                optional?: boolean;
              }
          >;
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
          schedule?: {
            /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
            frequency?: HumanDuration | string;
            /** A read that takes longer is given up; at most 14 days. */
            timeout?: HumanDuration | string;
          };
        }
      | {
          /** The kernels of OpenShift releases, by the labels of their toolkit images. */
          type: 'openshift';
          /** Lower-case letters and digits, joined by single "-" or "."; at most 40. No image repository may share it. */
          id: string;
          /** Default: the preset's, otherwise the id. */
          title?: string;
          /** Default: the preset's, otherwise x86_64 alone. */
          architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
          /** How many of the newest kernels to index. Default: all. */
          keepLatest?: number;
          /** Base image of this source's toolkit images, in place of `toolkit.baseImage`. */
          baseImage?: string;
          /**
           * Address of the update graph: https, or http on this machine. Default:
           * `https://api.openshift.com/api/upgrades_info/v1/graph`.
           */
          graph?: string;
          /** Such as `stable-4.16`. Default: every stable channel from that of `since` upward. */
          channels?: string[];
          /** The oldest release to read, such as `4.8.0`; needed without `channels`. */
          since?: string;
          /** Path of a pull secret. It is read at each refresh. */
          pullSecret?: string;
          /** Plain HTTP to registries on this machine. Default: false. */
          insecure?: boolean;
          /** PEM files, for an update service that wants a client certificate or has an authority of its own. */
          tls?: {
            /** Path of the authority's certificate. */
            ca?: string;
            /** Path of the client certificate; together with `key`. */
            cert?: string;
            /** Path of the client certificate's key; together with `cert`. */
            key?: string;
          };
          /** Default: every PT6H, PT30M at most. */
          schedule?: {
            /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
            frequency?: HumanDuration | string;
            /** A read that takes longer is given up; at most 14 days. */
            timeout?: HumanDuration | string;
          };
        }
      | {
          /** The kernels that labels of images name, such as those of bootc. */
          type: 'imageLabel';
          /** Lower-case letters and digits, joined by single "-" or "."; at most 40. No image repository may share it. */
          id: string;
          /** Default: the preset's, otherwise the id. */
          title?: string;
          /** Default: the preset's, otherwise x86_64 alone. */
          architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
          /** How many of the newest kernels to index. Default: all. */
          keepLatest?: number;
          /** Base image of this source's toolkit images, in place of `toolkit.baseImage`. */
          baseImage?: string;
          /** Image references; `latest` where they have neither tag nor digest. */
          images: string[];
          /** The label that holds `uname -r`. Default: `ostree.linux`. */
          label?: string;
          /** Path of podman's `auth.json`. It is read at each refresh. */
          authFile?: string;
          /** Plain HTTP, for registries on this machine. Default: false. */
          insecure?: boolean;
          /** Default: every PT6H, PT5M at most. */
          schedule?: {
            /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
            frequency?: HumanDuration | string;
            /** A read that takes longer is given up; at most 14 days. */
            timeout?: HumanDuration | string;
          };
        }
    >;

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
      /**
       * Id of the builder, on this machine, that keeps the images in place of a registry. The image
       * is then one of `localhost`, such as `localhost/driver-toolkit`.
       */
      builder?: string;
      /** For reading and, with `push`, for writing. */
      credentials?: {
        username: string;
        /**
         * Password or token.
         * @visibility secret
         */
        password: string;
      };
      /**
       * In place of `credentials`: path of a file like podman's `auth.json`,
       * read anew whenever the registry asks who is there.
       */
      authFile?: string;
      /** Requests at a time, 1 to 64. Default: 8. */
      concurrency?: number;
      /**
       * Host names outside the registry's domain that give out its tokens, and
       * so get to see its credentials.
       */
      tokenHosts?: string[];
      /**
       * Host names that the registry may redirect to though they are inside
       * the portal's network and the registry is not.
       */
      redirectHosts?: string[];
      /** Whether built toolkit images are pushed to it. Default: false. */
      push?: boolean;
      /** Only with `push`. Default: images are not signed. */
      signing?: {
        /**
         * Path of a private key in PEM: an ECDSA key of P-256, as cosign writes it,
         * or openssl.
         */
        keyFile: string;
        /** Path of a file with the key's passphrase; needed where it has one. */
        passphraseFile?: string;
      };
      /** Plain HTTP, for registries on this machine. Default: false. */
      insecure?: boolean;
      /** Default: every PT1H, PT5M at most. */
      schedule?: {
        /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
        frequency?: HumanDuration | string;
        /** A read that takes longer is given up; at most 14 days. */
        timeout?: HumanDuration | string;
      };
    }>;

    /** How toolkit images are built. */
    toolkit?: {
      /** Path, or http(s) address for the URL reader. Default: `./Dockerfile`. */
      containerfile?: string;
      /** Default: `quay.io/centos/centos:stream9`. */
      baseImage?: string;
      /**
       * Through which builders share the layers that are the same for every kernel. Whoever can write to it
       * decides what is in the toolkits. Default: each builder makes its own.
       */
      layerCache?: {
        /** Registry and repository, without a tag. */
        image: string;
        /** An account at a registry. */
        credentials?: {
          username: string;
          /**
           * Password or token.
           * @visibility secret
           */
          password: string;
        };
        /** Plain HTTP, for registries on this machine. Default: false. */
        insecure?: boolean;
      };
    };

    /** How driver containers are built. */
    drivers?: {
      /** Where driver images may be pushed. */
      repositories?: Array<{
        /**
         * Registry with a path prefix; a driver's image must lie under it. `{namespace}` and `{name}` stand
         * for those of the driver's entity, so that a prefix such as
         * `registry.example.com/drivers/{namespace}/{name}` has images of that driver alone. A prefix must
         * not cover the image of an image repository, a layer cache, or a base image.
         */
        prefix: string;
        /** An account at a registry. */
        credentials?: {
          username: string;
          /**
           * Password or token.
           * @visibility secret
           */
          password: string;
        };
        /** Default: images are not signed. */
        signing?: {
          /**
           * Path of a private key in PEM: an ECDSA key of P-256, as cosign writes it,
           * or openssl.
           */
          keyFile: string;
          /** Path of a file with the key's passphrase; needed where it has one. */
          passphraseFile?: string;
        };
        /** Plain HTTP, for registries on this machine. Default: false. */
        insecure?: boolean;
      }>;
      /**
       * Addresses of forges, of owners or of repositories, such as `https://github.com/acme/drivers`. Any driver
       * may be built from what lies within. Default: each only from the repository that its entity is read from.
       */
      sources?: string[];
      /** A repository with more is not built, such as `1GiB` or a number of bytes. Default: 1GiB. */
      checkoutMaxBytes?: string | number;
    };

    /** Machines that run builds. */
    builders?: Array<{
      /** As a kernel source's; different from every other builder's. */
      id: string;
      type: 'podman';
      /** What it builds for. Default: x86_64 alone. */
      architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
      /** Builds at a time, 1 to 64: of each backend, or of all where it has a `connection`. Default: 1. */
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
       * What it builds. Default: both. With a `connection`, one of the two has to be named: there, all builds
       * share the storage of the other machine.
       */
      builds?: Array<'toolkits' | 'drivers'>;
      /** Where its images are: one storage for toolkits, one for each driver. Not with a `connection`. */
      storage?: {
        /** Absolute path. Default: `driver-toolkit/<id>` beside podman's own storage. */
        path?: string;
        /** Bytes of layers; beyond it, what was used longest ago is removed. At least 1GiB. Default: 50GiB. */
        maxBytes?: string | number;
        /** What nobody has used for so long is removed. Default: P30D. */
        maxAge?: HumanDuration | string;
      };
      /** Whether steps of drivers get the proxies of the backend's environment. Default: false. */
      driverProxy?: boolean;
      /**
       * Whether steps of drivers may have mounts that lead to folders of the build host with the podman that is
       * there: those of other stages and caches in podman before 4.9.4 and 5.2.5, and volumes. Otherwise such
       * Containerfiles are refused if podman was seen to do it. Default: false.
       */
      unsafeDriverMounts?: boolean;
      /** Packages that toolkit builds have downloaded, kept for the next; not with a `connection`. */
      packageCache?: {
        /** Absolute path. Default: a folder of the backend's user and this builder in `/var/tmp`. */
        path?: string;
        /** The oldest beyond it are deleted; up to 1024GiB, and 0 keeps none. Default: 5GiB. */
        maxBytes?: string | number;
      };
      /**
       * Added to `podman build`, one argument each. The builder's own, such as
       * `--tag` or `--file`, are refused.
       */
      extraArguments?: string[];
      /**
       * The same, of toolkit builds alone: for what the Containerfiles of drivers
       * must not get at, such as a subscription's certificates.
       */
      toolkitArguments?: string[];
    }>;

    /** Libraries of toolkit images that are kept without anybody asking. */
    maintain?: Array<{
      /** Id of the kernel source. */
      kernelSource: string;
      /** Id of the image repository to build into; with `push: true`, or a `builder`. */
      imageRepository: string;
      /** So many of the newest kernels have an image, 1 to 64. Default: 5. */
      keepLatest?: number;
      /** Builds that one run may queue, 1 to 64. Default: 2. */
      budget?: number;
      /** Whether images whose base image or Containerfile has changed are rebuilt. Default: false. */
      rebuildStale?: boolean;
      /** Default: every P1D, PT10M at most. */
      schedule?: {
        /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
        frequency?: HumanDuration | string;
        /** A read that takes longer is given up; at most 14 days. */
        timeout?: HumanDuration | string;
      };
      /** Deletes tags of old kernels that no driver uses. Default: all tags stay. */
      retention?: {
        /** Tags of so many of the newest kernels stay, 1 to 64; not fewer than the entry's `keepLatest`. */
        keepLatest: number;
        /** Only tells what would be deleted. Default: true. */
        dryRun?: boolean;
      };
    }>;

    /** What is kept of builds. */
    builds?: {
      /** Finished builds are deleted after it, but for the latest of each image and architecture. Default: P90D. */
      retention?: HumanDuration | string;
      /** A build's log beyond it is cut, such as `50MiB` or a number of bytes. Default: 50MiB. */
      logMaxBytes?: string | number;
    };

    /** What the catalog is told. */
    catalog?: {
      /** Owner of the entities; a log warns while the catalog does not have it. Default: `group:default/platform`. */
      owner?: string;
      /**
       * A reading is held back, until a person accepts it, if it lacks at least three of a source's known kernels for
       * an architecture, or of a repository's known tags, and these are more than this percentage of them. At any
       * percentage, so is one that lacks all of two or more. 0 to 100. Default: 30.
       */
      maxRemovalPercentage?: number;
    };
  };
}
