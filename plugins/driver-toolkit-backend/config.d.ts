/* eslint-disable max-lines -- Backstage reads one schema from one file */
import type { HumanDuration } from '@backstage/types';

export interface Config {
  /** Kernels, the images in which their drivers are built, and the machines that build. */
  driverToolkit?: {
    /** Places that kernels are read from. */
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
          /** Base image of this source's toolkit images, instead of `toolkit.baseImage`. */
          baseImage?: string;
          /**
           * The distribution, as `ID` and `VERSION_ID` of its `/etc/os-release`: `${OS_ID}` and `${OS_VERSION}`
           * in the tags of driver images. Default: the preset's, if it has no minor releases.
           */
          os?: { id: string; version: string };
          /**
           * A distribution, which sets `repositories`, `title`, `architectures` and `baseImage` unless you set them:
           * `centos-stream-8` to `-10`, `rocky-8` to `-10`, `almalinux-8` to `-10`, or `fedora-` and its release.
           */
          preset?: string;
          /**
           * Required without a `preset`. Addresses (http or https), each of one kind; `$arch` stands for the architecture.
           * A string is a `url`.
           */
          repositories?: Array<
            | string
            | {
                /** Base address of the repository. */
                url?: string;
                /** Address of a list of mirrors, which are tried in turn. */
                mirrorlist?: string;
                /** Address of a list of mirrors with hashes of `repomd.xml`. */
                metalink?: string;
                /** Some architectures may lack it. Default: false. */
                optional?: boolean;
              }
          >;
          /** PEM files, for mirrors that require a client certificate or have their own authority. */
          tls?: {
            /** Path of the authority's certificate. */
            ca?: string;
            /** Path of the client certificate; requires `key`. */
            cert?: string;
            /** Path of the client certificate's key; requires `cert`. */
            key?: string;
          };
          /** Default: every PT6H, PT5M at most. */
          schedule?: {
            /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
            frequency?: HumanDuration | string;
            /** A read that takes longer is aborted; at most 14 days. */
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
          /** Base image of this source's toolkit images, instead of `toolkit.baseImage`. */
          baseImage?: string;
          /**
           * The distribution, as `ID` and `VERSION_ID` of its `/etc/os-release`: `${OS_ID}` and `${OS_VERSION}`
           * in the tags of driver images. Default: the preset's, if it has no minor releases.
           */
          os?: { id: string; version: string };
          /**
           * Address of the update graph: https, or http on this machine. Default:
           * `https://api.openshift.com/api/upgrades_info/v1/graph`.
           */
          graph?: string;
          /** Such as `stable-4.16`. Default: every stable channel from the one of `since` upward. */
          channels?: string[];
          /** The oldest release to read, such as `4.8.0`; required without `channels`. */
          since?: string;
          /** Path of a pull secret. It is read at each refresh. */
          pullSecret?: string;
          /** Plain HTTP to registries on this machine. Default: false. */
          insecure?: boolean;
          /** PEM files, for an update service that requires a client certificate or has its own authority. */
          tls?: {
            /** Path of the authority's certificate. */
            ca?: string;
            /** Path of the client certificate; requires `key`. */
            cert?: string;
            /** Path of the client certificate's key; requires `cert`. */
            key?: string;
          };
          /** Default: every PT6H, PT30M at most. */
          schedule?: {
            /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
            frequency?: HumanDuration | string;
            /** A read that takes longer is aborted; at most 14 days. */
            timeout?: HumanDuration | string;
          };
        }
      | {
          /** The kernels named by labels of images, such as bootc's. */
          type: 'imageLabel';
          /** Lower-case letters and digits, joined by single "-" or "."; at most 40. No image repository may share it. */
          id: string;
          /** Default: the preset's, otherwise the id. */
          title?: string;
          /** Default: the preset's, otherwise x86_64 alone. */
          architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
          /** How many of the newest kernels to index. Default: all. */
          keepLatest?: number;
          /** Base image of this source's toolkit images, instead of `toolkit.baseImage`. */
          baseImage?: string;
          /**
           * The distribution, as `ID` and `VERSION_ID` of its `/etc/os-release`: `${OS_ID}` and `${OS_VERSION}`
           * in the tags of driver images. Default: the preset's, if it has no minor releases.
           */
          os?: { id: string; version: string };
          /** Image references; without tag and digest, `latest` is meant. */
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
            /** A read that takes longer is aborted; at most 14 days. */
            timeout?: HumanDuration | string;
          };
        }
    >;

    /** Repositories of toolkit images. */
    imageRepositories?: Array<{
      /** Like the id of a kernel source; no kernel source may share it. */
      id: string;
      /** Default: the image. */
      title?: string;
      /** Registry and repository, without a tag. */
      image: string;
      /** Ids of the kernel sources that its tags are matched against. Default: all. */
      kernelSources?: string[];
      /**
       * Id of a builder on this machine that keeps the images, instead of a registry. `image` then begins with
       * `localhost`, such as `localhost/driver-toolkit`.
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
       * Instead of `credentials`: path of a file like podman's `auth.json`. It is
       * read each time the registry asks for credentials.
       */
      authFile?: string;
      /** Requests at a time, 1 to 64. Default: 8. */
      concurrency?: number;
      /**
       * Host names outside the registry's domain that issue its tokens, and
       * therefore get its credentials.
       */
      tokenHosts?: string[];
      /**
       * Host names inside the portal's network that a registry outside of it
       * may redirect to.
       */
      redirectHosts?: string[];
      /** Whether built toolkit images are pushed to it. Default: false. */
      push?: boolean;
      /** Only with `push`. Default: images are not signed. */
      signing?: {
        /**
         * Path of a private key in PEM: an ECDSA key on P-256, from cosign or
         * openssl.
         */
        keyFile: string;
        /** Path of a file with the key's passphrase; required if the key has one. */
        passphraseFile?: string;
      };
      /** Plain HTTP, for registries on this machine. Default: false. */
      insecure?: boolean;
      /** Default: every PT1H, PT5M at most. */
      schedule?: {
        /** Time between two reads, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
        frequency?: HumanDuration | string;
        /** A read that takes longer is aborted; at most 14 days. */
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
       * A repository through which builders share the layers that are the same for every kernel. Anybody who can
       * write to it decides what is in the toolkits. Default: each builder makes its own.
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
         * Registry with a path prefix; a driver's image must be below it. `{namespace}` and `{name}` stand
         * for those of the driver's entity: `registry.example.com/drivers/{namespace}/{name}` has only images
         * of that driver. A prefix must not cover the image of an image repository, a layer cache, or a base
         * image.
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
           * Path of a private key in PEM: an ECDSA key on P-256, from cosign or
           * openssl.
           */
          keyFile: string;
          /** Path of a file with the key's passphrase; required if the key has one. */
          passphraseFile?: string;
        };
        /** Plain HTTP, for registries on this machine. Default: false. */
        insecure?: boolean;
      }>;
      /**
       * Addresses of forges, owners or repositories, such as `https://github.com/acme/drivers`. Any driver may be
       * built from repositories within them. Default: a driver only from the repository that its entity is read from.
       */
      sources?: string[];
      /** A larger repository is not built; such as `1GiB` or a number of bytes. Default: 1GiB. */
      checkoutMaxBytes?: string | number;
    };

    /** Keys for kernel modules: signed by the portal after the build, before the push. */
    moduleSigning?: {
      keys?: Array<{
        /** As a kernel source's id; different from every other key's. */
        name: string;
        /** Path of the key's X.509 certificate in PEM or DER; nodes enrol it. */
        certificateFile: string;
        /**
         * Path of a private key in PEM: RSA of 2048 bits or more, or ECDSA of P-256 or P-384. Not readable by
         * everybody. Default: the key of `pkcs11`; without both, the certificate is offered alone.
         */
        keyFile?: string;
        /** Path of a file with the key's passphrase; needed where it has one. */
        passphraseFile?: string;
        /** A key on a token, instead of `keyFile`. Needs openssl and its engine `pkcs11`. */
        pkcs11?: {
          /** PKCS #11 URI without a PIN, such as `pkcs11:token=modules;object=2026`. */
          uri: string;
          /** Path of the token's library. Default: the engine's own. */
          library?: string;
          /** Path of a file with the PIN of the token. */
          pinFile?: string;
        };
        /** Default: sha256. */
        hash?: 'sha256' | 'sha384' | 'sha512';
      }>;
      /** Drivers whose modules are signed; the first entry that matches a driver counts. */
      drivers?: Array<{
        /** Source repository as claims show it, such as `github.com/acme/nic`, its owner or its host. */
        repository: string;
        /** Only this driver, such as `component:default/nic`. Default: all drivers of the repositories. */
        entity?: string;
        /** Names of keys: the first signs, and the certificates of all are offered. */
        keys: string[];
      }>;
    };

    /** Machines that run builds. */
    builders?: Array<{
      /** Like the id of a kernel source; no other builder may share it. */
      id: string;
      type: 'podman';
      /** Architectures that it builds for. Default: x86_64 alone. */
      architectures?: Array<'x86_64' | 'aarch64' | 'ppc64le' | 's390x'>;
      /** Builds at a time, 1 to 64: for each backend, or with a `connection` over all backends. Default: 1. */
      concurrency?: number;
      /** A podman system connection. Default: this machine. */
      connection?: string;
      /** Limits of one build. */
      limits?: {
        /** In the format of `podman build --memory`, such as `4g`. */
        memory?: string;
        /** Processors, such as 2 or 0.5. */
        cpus?: number;
        /** A build that takes longer is stopped; at most 14 days. Default: PT1H. */
        timeout?: HumanDuration | string;
      };
      /**
       * What it builds. Default: both. With a `connection`, name one of the two, because all builds there share the
       * storage of the other machine.
       */
      builds?: Array<'toolkits' | 'drivers'>;
      /** Where its images are: one storage for toolkits, one for each driver. Not with a `connection`. */
      storage?: {
        /** Absolute path. Default: `driver-toolkit/<id>` beside podman's own storage. */
        path?: string;
        /** Bytes of layers; beyond it, the least recently used are removed. At least 1GiB. Default: 50GiB. */
        maxBytes?: string | number;
        /** What was not used for this time is removed. Default: P30D. */
        maxAge?: HumanDuration | string;
      };
      /** Whether steps of drivers get the proxies of the backend's environment. Default: false. */
      driverProxy?: boolean;
      /**
       * Whether steps of drivers may have mounts through which an old podman lets them reach folders of the build
       * host: mounts of other stages (podman before 4.9.4), caches (before 5.2.5), and volumes. If false, such
       * Containerfiles are refused if the builder's podman failed a trial. Default: false.
       */
      unsafeDriverMounts?: boolean;
      /**
       * How it boots kernels, for drivers with `check.boot`: on the backend's machine, even with a `connection`.
       * Default: it cannot, and builds of such drivers are refused.
       */
      boot?: {
        /** Virtual machines of QEMU, without hardware acceleration. */
        qemu: {
          /** Default: `qemu-system-x86_64` and `qemu-system-aarch64` of the search path. */
          programs?: {
            /** Absolute path, such as `/usr/libexec/qemu-kvm`. */
            x86_64?: string;
            /** Absolute path. */
            aarch64?: string;
          };
          /** Memory of a machine, 128MiB to 16GiB. Default: 512MiB. */
          memory?: string | number;
          /** A machine that runs longer is stopped, and fails the build; at most 1 hour. Default: PT1M. */
          timeout?: HumanDuration | string;
        };
      };
      /** Packages that toolkit builds have downloaded, kept for later builds; not with a `connection`. */
      packageCache?: {
        /** Absolute path. Default: a folder of the backend's user and this builder in `/var/tmp`. */
        path?: string;
        /** Beyond it, the oldest are deleted; at most 1024GiB; 0 keeps none. Default: 5GiB. */
        maxBytes?: string | number;
      };
      /**
       * Arguments for `podman build`, one in each entry. Those that the builder sets, such as `--tag` or `--file`,
       * are refused.
       */
      extraArguments?: string[];
      /**
       * The same, but only for toolkit builds: for what Containerfiles of drivers must not reach, such as a
       * subscription's certificates.
       */
      toolkitArguments?: string[];
    }>;

    /** Libraries of toolkit images that the portal maintains by itself. */
    maintain?: Array<{
      /** Id of the kernel source. */
      kernelSource: string;
      /** Id of the image repository to build into; it needs `push: true` or a `builder`. */
      imageRepository: string;
      /** How many of the newest kernels get an image, 1 to 64. Default: 5. */
      keepLatest?: number;
      /** Builds that one run may queue, 1 to 64. Default: 2. */
      budget?: number;
      /** Whether images whose base image or Containerfile has changed are rebuilt. Default: false. */
      rebuildStale?: boolean;
      /** Default: every P1D, PT10M at most. */
      schedule?: {
        /** Time between two runs, such as `PT6H`, `6 hours` or `{ hours: 6 }`. */
        frequency?: HumanDuration | string;
        /** A run that takes longer is aborted; at most 14 days. */
        timeout?: HumanDuration | string;
      };
      /** Deletes tags of old kernels that no driver uses. Default: all tags stay. */
      retention?: {
        /** For how many of the newest kernels tags stay, 1 to 64; at least the entry's `keepLatest`. */
        keepLatest: number;
        /** Whether tags are only reported, not deleted. Default: true. */
        dryRun?: boolean;
      };
    }>;

    /** How long builds are kept, and how large their logs may be. */
    builds?: {
      /** Finished builds are deleted after it, except the latest of each image and architecture. Default: P90D. */
      retention?: HumanDuration | string;
      /** A longer log of a build is cut; such as `50MiB` or a number of bytes. Default: 50MiB. */
      logMaxBytes?: string | number;
    };

    /** The entities in the catalog. */
    catalog?: {
      /** Owner of the entities; the log warns while the catalog does not have it. Default: `group:default/platform`. */
      owner?: string;
      /**
       * A reading is held back until a person accepts it if it lacks at least three known kernels of an architecture,
       * or three known tags of a repository, and these are more than this percentage of them. A reading that lacks all
       * of two or more is held back at any percentage. 0 to 100. Default: 30.
       */
      maxRemovalPercentage?: number;
    };
  };
}
