// Generated from driver-toolkit-backend/src/http/openapi.yaml by `yarn generate`. Do not edit.

export interface paths {
    "/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every kernel source and image repository, with the outcome of its last reads. */
        get: operations["GetSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads a kernel source or image repository now and answers when the read has ended. A failed read answers 200 with the error on the source. */
        post: operations["RefreshSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The age of each source's data. A source is overdue if its last successful read is older than three intervals of its schedule. */
        get: operations["GetHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For each kernel and architecture, newest kernel first: the state of the toolkit image, and the drivers built for it. */
        get: operations["GetCoverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kernels, newest first by RPM order. */
        get: operations["GetKernels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kernels/{source}/{kernel}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One kernel of a source. */
        get: operations["GetKernel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Toolkit images, newest kernel first. */
        get: operations["GetImages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{repository}/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One toolkit image, with its attachments. */
        get: operations["GetImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The toolkit images of a source's kernels to build, newest kernel first, as a job matrix for CI services. One line of JSON with at most 256 entries; the entries of a kernel stay together. */
        get: operations["GetMatrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole index in one consistent read, for programs that keep a copy of it, such as the catalog module. The `ETag` stays the same while only times of reads change (`lastAttempt`, `lastSuccess`, `refreshing`). */
        get: operations["GetSnapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Builds, newest first. */
        get: operations["GetBuilds"];
        put?: never;
        /** Queues a build for each architecture and returns the first of them. If an architecture already has an unfinished build of the same target, that build is used; 200 if that applies to all of them. */
        post: operations["CreateBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One build. */
        get: operations["GetBuild"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a queued or running build to stop. A finished build answers 409. Once its image has been pushed, it is too late: the build succeeds. */
        post: operations["CancelBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queues a new build of a finished build's target. */
        post: operations["RetryBuild"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log as text, from the line after `after`. */
        get: operations["GetBuildLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: `log` (a LogLine, its id is the sequence number), `state` (a Build), a comment as heartbeat every 15 s. The stream ends after the state event of a finished build, or earlier if the caller's token expires or the caller may no longer read the build. `Last-Event-ID` resumes like `after`. A caller may read 32 logs at a time; beyond that, the answer is 429. */
        get: operations["GetBuildEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builds/{id}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was read and checked of the modules of a driver build's image. */
        get: operations["GetBuildVerdict"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verdicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Finds driver images by their modules, newest verdict first. A verdict has to meet every condition. */
        get: operations["GetVerdicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/builders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every configured builder, with its load, free space and problems. */
        get: operations["GetBuilders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The owner of each driver image, in the order of the images' names. */
        get: operations["GetClaims"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The owner of one driver image. */
        get: operations["GetClaim"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims/{id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an image, including a disputed one, to a driver. Unfinished builds of the image for other drivers are cancelled; a build that is already pushing may still finish. */
        post: operations["MoveClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/claims/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Releases an image: the next driver that builds it claims it. Unfinished builds of the image are cancelled. */
        post: operations["ReleaseClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/driver-claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The image of a driver container, the repository it is built from, and who owns the image. */
        get: operations["GetDriverClaim"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drivers/{namespace}/{name}/verdicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest verdict of a driver for each kernel, variant and architecture, newest first. */
        get: operations["GetDriverVerdicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drivers/{namespace}/{name}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificates that verify a driver's modules. Nodes enrol each of them; the first belongs to the key that signs. */
        get: operations["GetModuleCertificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drivers/{namespace}/{name}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One certificate of a driver as a file. `mokutil --import` takes DER. */
        get: operations["GetModuleCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drivers/{namespace}/{name}/manifests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What deploys a driver, from the `driver.yaml` of its repository's newest commit and the images that the portal built. */
        get: operations["GetDriverManifests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/maintain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every maintained library, with the reports of its last runs. */
        get: operations["GetMaintenance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/maintain/{source}/{repository}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs the maintenance of a library now, like its schedule, and answers when the run has ended: its builds are queued then, but not finished. During a run, another request answers 409. */
        post: operations["RunMaintenance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/** Types of the HTTP API's description. @public */
export interface components {
    schemas: {
        Error: {
            error: {
                /** Such as `NotFoundError` */
                name: string;
                /** A sentence for people */
                message: string;
            };
            request?: {
                method?: string;
                url?: string;
            };
            response: {
                statusCode: number;
            };
        };
        Variant: "default" | "rt" | "64k" | "debug" | "rt-debug" | "64k-debug" | "rt-64k" | "rt-64k-debug";
        /**
         * `absent` only if the registry answered that the tag does not exist; `unknown` if neither is certain.
         */
        ImageState: "present" | "absent" | "unknown";
        BuildType: "toolkit" | "driver";
        BuildState: "queued" | "running" | "verifying" | "pushing" | "succeeded" | "failed" | "cancelled";
        Source: {
            id: string;
            kind: "kernels" | "images";
            /** rpm, or oci for an image repository */
            type: string;
            title: string;
            refreshing: boolean;
            /** Kernels or tags in the last successful read. */
            items: number;
            /** Format: date-time */
            lastAttempt?: string;
            /** Format: date-time */
            lastSuccess?: string;
            /** Why the last read failed; absent after a success. */
            error?: string;
            /** Parts that the last successful read could not get, such as one architecture. */
            warnings: string[];
            /** Since when architectures of a kernel source, by their RPM names, or the `tags` of an image repository could not be read completely. Such an architecture keeps its last kernels. If the tags are incomplete, a tag that is not listed is unknown. */
            incomplete?: {
                [key: string]: string;
            };
            /** A reading that is held back because it lacks too much. Refreshing with acceptRemoval stores the next one. */
            held?: {
                reasons: string[];
                /** Format: date-time */
                since: string;
            };
        };
        SourceList: {
            items: components["schemas"]["Source"][];
        };
        /** One kernel build for one architecture and variant. */
        Flavour: {
            /** RPM name, such as x86_64 */
            architecture: string;
            variant: components["schemas"]["Variant"];
            /** version-release of its packages; differs from the kernel if rt has a release of its own */
            release: string;
            /** `uname -r`, as the package provides it */
            unameRelease: string;
            /** Whether a toolkit image can be built for it: its source has the package with the kernel, the one for its modules, and the kernel packages that these require. */
            buildable: boolean;
            /** Why it is not buildable, as a sentence, if its source knows */
            obstacle?: string;
            /** Package names. */
            packages: string[];
        };
        Kernel: {
            source: string;
            /** version-release */
            kernel: string;
            /** The image tag of this kernel. */
            tag: string;
            entityRef: string;
            flavours: components["schemas"]["Flavour"][];
            /** It left its source, but an image or a driver still uses it. */
            retired: boolean;
            imageState: components["schemas"]["ImageState"];
            /** Toolkit images that come with its source, such as those of OpenShift releases. */
            toolkitImages?: components["schemas"]["ReleasedToolkitImage"][];
            /** Releases of its source whose nodes run this kernel, without a toolkit image for it. */
            releasesWithoutToolkit?: components["schemas"]["ReleasesWithoutToolkit"][];
            /** Other sources that have a toolkit image of this kernel, or the packages to build one, where its own source has neither for some architecture. */
            otherSources?: components["schemas"]["KernelElsewhere"][];
            /** One for each repository that this source is matched against. */
            images: components["schemas"]["KernelImage"][];
            latestBuild?: components["schemas"]["Build"];
        };
        KernelImage: {
            repository: string;
            /** image:tag */
            reference: string;
            /** Of the tag; the image may still lack an architecture. */
            state: components["schemas"]["ImageState"];
            /** Why the state of the tag or of an architecture is unknown. */
            reason?: string;
            /** Of the kernel, by their RPM names. */
            architectures: {
                architecture: string;
                state: components["schemas"]["ImageState"];
            }[];
            stale?: components["schemas"]["Staleness"];
            digest?: string;
            entityRef: string;
        };
        /** Why a build would give a different image now. */
        Staleness: string[];
        ReleasedToolkitImage: {
            /** RPM name, such as x86_64 */
            architecture: string;
            /** Image by its digest. */
            reference: string;
            /** The newest releases it is part of, newest first. */
            releases: string[];
            /** Number of releases that it is part of. */
            releaseCount: number;
        };
        ReleasesWithoutToolkit: {
            /** RPM name, such as x86_64 */
            architecture: string;
            /** The newest of them, newest first. */
            releases: string[];
            /** Number of these releases. */
            releaseCount: number;
            /** Their toolkit images, for other kernels; may be empty. */
            toolkits: {
                /** Image by its digest. */
                reference: string;
                /** version-release of its kernel */
                kernel: string;
            }[];
        };
        KernelElsewhere: {
            source: string;
            /** Of the kernel there. */
            entityRef: string;
            imageState: components["schemas"]["ImageState"];
            /** Existing toolkit images of that source, as image:tag. */
            references: string[];
            /** Architectures for which that source has the packages, by their RPM names. */
            architectures: string[];
        };
        Health: {
            healthy: boolean;
            sources: {
                id: string;
                /** Format: date-time */
                lastSuccess?: string;
                /** Since the last successful read. */
                ageSeconds?: number;
                /** Whether it, or a part of it, was not read successfully for too long. */
                overdue: boolean;
                /** Architectures, or `tags`, that could not be read completely for too long. */
                incomplete?: string[];
                error?: string;
            }[];
        };
        CoveragePage: {
            items: components["schemas"]["KernelCoverage"][];
            totalItems: number;
            nextCursor?: string;
        };
        KernelCoverage: {
            source: string;
            kernel: string;
            entityRef: string;
            retired: boolean;
            architectures: components["schemas"]["ArchitectureCoverage"][];
        };
        ArchitectureCoverage: {
            /** RPM name, such as x86_64 */
            architecture: string;
            buildable: boolean;
            /** The toolkit image in each repository. */
            images: {
                repository: string;
                state: components["schemas"]["ImageState"];
                /** Why the state is unknown. */
                reason?: string;
                stale?: components["schemas"]["Staleness"];
            }[];
            toolkitImage?: components["schemas"]["ReleasedToolkitImage"];
            latestBuild?: components["schemas"]["CoverageBuild"];
            /** Driver containers that were built for it, each with its latest build. */
            drivers: {
                entityRef: string;
                build: components["schemas"]["CoverageBuild"];
            }[];
        };
        CoverageBuild: {
            id: string;
            state: components["schemas"]["BuildState"];
            /** Format: date-time */
            createdAt: string;
            imageReference?: string;
            digest?: string;
        };
        KernelPage: {
            items: components["schemas"]["Kernel"][];
            totalItems: number;
            nextCursor?: string;
        };
        Platform: {
            /** OCI name, such as amd64 */
            architecture: string;
            os: string;
            variant?: string;
            digest: string;
            /** Bytes of its compressed layers. */
            size?: number;
            /** Format: date-time */
            created?: string;
            /** Why this platform's image could not be read. The image may or may not exist; the other fields are from the manifest list. */
            error?: string;
        };
        Image: {
            repository: string;
            tag: string;
            /** image:tag */
            reference: string;
            entityRef: string;
            /** Digest of the manifest or manifest list the tag names. */
            digest?: string;
            mediaType?: string;
            /** Bytes of the compressed layers over all platforms. */
            size?: number;
            /** Format: date-time */
            created?: string;
            labels: {
                [key: string]: string;
            };
            platforms: components["schemas"]["Platform"][];
            /** Kernels that this tag is the image of. */
            kernels: components["schemas"]["KernelRef"][];
            /** Why details of this tag could not be read. */
            error?: string;
            stale?: components["schemas"]["Staleness"];
            /** Attachments, such as an SBOM or a signature. */
            referrers?: components["schemas"]["Referrer"][];
        };
        Referrer: {
            digest: string;
            artifactType?: string;
            mediaType?: string;
            /** Bytes. */
            size?: number;
            /** Digest of the platform's image that it is attached to; absent if it is attached to what the tag names. */
            subject?: string;
            kind?: "sbom" | "signature" | "provenance";
        };
        KernelRef: {
            source: string;
            kernel: string;
            entityRef: string;
        };
        ImagePage: {
            items: components["schemas"]["Image"][];
            totalItems: number;
            nextCursor?: string;
        };
        Snapshot: {
            /** False while some source has never been read; nothing may be removed on its word. */
            complete: boolean;
            sources: components["schemas"]["Source"][];
            kernels: components["schemas"]["Kernel"][];
            images: components["schemas"]["Image"][];
        };
        /** Every requested kernel that can be built is in exactly one of `versions`, `omitted` and `unknown`. */
        Matrix: {
            /** The kernels of `include`, version-release. */
            versions: string[];
            include: components["schemas"]["MatrixEntry"][];
            /** Kernels beyond the limit. */
            omitted: string[];
            /** Kernels whose image may or may not be missing. */
            unknown: components["schemas"]["UnknownKernel"][];
            /** What the last reads of the source lacked, such as one architecture. */
            warnings: string[];
        };
        MatrixEntry: components["schemas"]["KernelMatrixEntry"] | components["schemas"]["ArchitectureMatrixEntry"];
        /** What both forms of an entry say about the image to build. An unknown string is empty. */
        MatrixImage: {
            /** version-release */
            kernel: string;
            source: string;
            /** repository:tag */
            image: string;
            tags: string[];
            baseImage: string;
            /** version-release of the real-time packages; empty without them */
            rtKernel: string;
            /** Minor release in the name of the kernel, such as 9.4; otherwise empty */
            rhelVersion: string;
            /** Build argument REPOSITORIES: repositories of the kernel, in case those of the base image lack it; may be empty */
            repositories: string;
            /** Images of other architectures under the tag, by digest. A build must keep them in the manifest list. */
            keep: string[];
        };
        KernelMatrixEntry: components["schemas"]["MatrixImage"] & {
            /** To build for; RPM names, such as x86_64 */
            architectures: string[];
            /** The same as OCI platforms, such as linux/amd64 */
            platforms: string[];
        };
        ArchitectureMatrixEntry: components["schemas"]["MatrixImage"] & {
            /** To build for; RPM name, such as x86_64 */
            architecture: string;
            /** The same as an OCI platform, such as linux/amd64 */
            platform: string;
            /** Label of the GitHub Actions runner, such as ubuntu-24.04 */
            runner: string;
            /** Whether the runner has another architecture. */
            emulated: boolean;
        };
        UnknownKernel: {
            /** version-release */
            kernel: string;
            /** Why it is unknown. */
            reason: string;
        };
        /** A toolkit build takes architectures, repository and force. A driver build takes entityRef, which is required, architecture and variant. */
        BuildRequest: {
            type: components["schemas"]["BuildType"];
            source: string;
            /** version-release */
            kernel: string;
            /** RPM names; default: all that the image lacks and the builders have */
            architectures?: string[];
            /** Image repository; default: the first that the source is matched against */
            repository?: string;
            /** Build even if the image exists. */
            force?: boolean;
            /** The driver container's Component. */
            entityRef?: string;
            /** RPM name; default: the first that the toolkit image and the builders have in common */
            architecture?: string;
            variant?: components["schemas"]["Variant"];
        };
        /** Of limited length; a list of builds has only the beginning of the message. */
        BuildError: {
            message: string;
            /** The instruction that failed, as podman prints it. */
            step?: string;
            /** The last lines before the failure. */
            lines?: string[];
            /** Whether a retry may succeed: a registry or mirror was unreachable, a disk was full, or a backend died */
            transient?: boolean;
        };
        Build: {
            /** Format: uuid */
            id: string;
            type: components["schemas"]["BuildType"];
            state: components["schemas"]["BuildState"];
            source: string;
            kernel: string;
            /** RPM name */
            architecture: string;
            variant?: components["schemas"]["Variant"];
            /** Image repository of a toolkit build. */
            repository?: string;
            /** The driver container's Component. */
            entityRef?: string;
            /** image:tag that is built */
            imageReference: string;
            /** Digest read back from the registry. */
            digest?: string;
            builder?: string;
            /** Entity ref of a person or service subject. */
            requestedBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt?: string;
            /** Format: date-time */
            finishedAt?: string;
            cancelRequested: boolean;
            error?: components["schemas"]["BuildError"];
            /** Sequence number of the last log line so far. */
            lastSequence: number;
        };
        RequestedBuild: components["schemas"]["Build"] & {
            /** Builds of the other architectures of this request. */
            siblings?: components["schemas"]["Build"][];
            /** Requested or missing architectures that are not built. */
            leftOut?: {
                /** RPM name */
                architecture: string;
                reason: string;
            }[];
        };
        BuildPage: {
            items: components["schemas"]["Build"][];
            totalItems: number;
            nextCursor?: string;
        };
        LogLine: {
            seq: number;
            /** Format: date-time */
            time: string;
            /** Without the line end; ANSI kept. */
            line: string;
        };
        /**
         * `claimed`: only one driver may build the image. `disputed`: several have built it, and none may until a person decides. `released`: the next driver that builds it gets it.
         */
        ImageClaimState: "claimed" | "disputed" | "released";
        /** A driver: its entity together with its source repository. */
        ImageClaimant: {
            /** The driver container's Component. */
            entityRef: string;
            /** host/owner/repository, such as github.com/acme/nic-driver */
            sourceRepository: string;
        };
        ImageClaim: {
            /** Format: uuid */
            id: string;
            /** Registry and repository, without a tag. */
            image: string;
            state: components["schemas"]["ImageClaimState"];
            owner?: components["schemas"]["ImageClaimant"];
            /** Drivers that have built a disputed image; at most 20. */
            claimants: components["schemas"]["ImageClaimant"][];
            /** Format: date-time */
            changedAt: string;
            /** Entity ref of a person or service subject. */
            changedBy: string;
        };
        ImageClaimPage: {
            items: components["schemas"]["ImageClaim"][];
            totalItems: number;
            nextCursor?: string;
        };
        DriverClaim: {
            entityRef: string;
            /** Registry and repository of its images, without a tag; absent if they may not be pushed. */
            image?: string;
            /** host/owner/repository; absent if it may not be built from there. */
            sourceRepository?: string;
            claim?: components["schemas"]["ImageClaim"];
            /** Why it cannot be built; empty if it can. */
            refusals: string[];
        };
        ModuleCertificateList: {
            items: components["schemas"]["ModuleCertificate"][];
        };
        ManifestKind: "kmm" | "daemonset" | "openshift" | "preflight" | "bootc";
        /** What deploys a driver. */
        DriverManifests: {
            files: {
                kind: "kmm" | "daemonset" | "preflight" | "bootc";
                /** Such as module.yaml. */
                name: string;
                content: string;
            }[];
            /** What the manifests cannot express, a sentence each. */
            warnings: string[];
            /** The kernels that they are for. */
            kernels: {
                unameRelease: string;
                /** The image that the portal built for it, image:tag. */
                reference?: string;
                digest?: string;
            }[];
            /** The version of the repository whose driver.yaml was read. */
            commit?: string;
        };
        /** The certificate of a key for kernel modules. */
        ModuleCertificate: {
            /** Name of its key. */
            key: string;
            /** Whether new builds are signed with its key. */
            signs: boolean;
            /** Such as O=Acme, CN=Modules */
            subject: string;
            /** Upper-case hexadecimal, as modinfo shows it. */
            serialNumber: string;
            /** sha256 of the certificate in DER. */
            fingerprint: string;
            /** Format: date-time */
            validFrom: string;
            /**
             * Format: date-time
             * Kernels load modules after it, too.
             */
            validTo: string;
            pem: string;
        };
        /** The verdict on the modules of a driver build's image, for one architecture. */
        VerdictSummary: {
            /** Format: uuid */
            buildId: string;
            /** Id of the record: `sha256:` and the hash of its JSON. */
            record: string;
            passed: boolean;
            /** Why it did not pass, as a sentence. */
            refusal?: string;
            /** The driver container's Component. */
            entityRef: string;
            source: string;
            /** version-release */
            kernel: string;
            variant: components["schemas"]["Variant"];
            /** RPM name */
            architecture: string;
            /** `uname -r` */
            unameRelease: string;
            /** image:tag */
            imageReference: string;
            /** Digest that the tag names; absent unless it was pushed. */
            digest?: string;
            /** Format: date-time */
            checkedAt: string;
            /** Names of the first modules. */
            modules: string[];
            moduleCount: number;
            /** Different symbols that the modules need. */
            symbolCount: number;
            /** Whether the toolkit image lists the symbols of its kernel. */
            symbolsChecked: boolean;
            /** Common names in the signatures. */
            signers: string[];
            warnings: string[];
        };
        VerdictPage: {
            items: components["schemas"]["VerdictSummary"][];
            totalItems: number;
            nextCursor?: string;
        };
        BuildVerdict: components["schemas"]["VerdictSummary"] & {
            verdict: components["schemas"]["DriverVerdict"];
        };
        /** What was read and checked of the modules of a driver image for one architecture. The same modules, held against the same toolkit, give the same JSON and therefore the same id. */
        DriverVerdict: {
            /** Of this record; 1. */
            format: number;
            passed: boolean;
            /** The driver container's Component. */
            entityRef: string;
            source: string;
            /** version-release */
            kernel: string;
            variant: components["schemas"]["Variant"];
            /** RPM name */
            architecture: string;
            /** `uname -r` */
            unameRelease: string;
            /** As its driver.yaml says. */
            driverVersion?: string;
            heldAgainst: {
                /** The toolkit image by its digest. */
                toolkit: string;
                /** Id of the record of what its kernel offers; absent if the toolkit image does not say so. */
                symbolRecord?: string;
                /** Number of the symbols that its kernel offers; absent if the toolkit image does not list them. */
                kernelSymbols?: number;
            };
            /** In the order of their paths. */
            modules: components["schemas"]["VerdictModule"][];
            /** Number of modules beyond the record's size. */
            omittedModules?: number;
            /** What the modules need and do not offer each other: of the kernel, or of other drivers. */
            symbols: components["schemas"]["VerdictSymbols"];
            /** What the modules offer. */
            exports: components["schemas"]["VerdictSymbols"];
            /** Number of symbols beyond the record's size. */
            omittedSymbols?: number;
            /** What a person should look at, as sentences. */
            warnings: string[];
            refusal?: components["schemas"]["VerdictRefusal"];
            boot?: components["schemas"]["VerdictBoot"];
        };
        /** What the toolkit's kernel did with the modules when it was booted; absent if it was not. It is the image's own claim: the driver's code ran inside that kernel. */
        VerdictBoot: {
            /** The driver's modules, in load order. */
            modules: {
                name: string;
                /**
                 * `no-device`: its init answered -ENODEV, because the machine does not have its hardware; `no-provider`: a module that it needs did; `refused`: it was not loaded; `untried`: the check failed earlier.
                 */
                state: "loaded" | "no-device" | "no-provider" | "refused" | "untried";
                /** Whether it could be unloaded; absent if it was not loaded. */
                unloaded?: boolean;
            }[];
            /** Why the check failed; absent if all modules were loaded, or found no hardware. */
            failure?: {
                reason: "refused" | "oops" | "warning" | "hung" | "flooded" | "unfinished";
                /** What was being loaded or unloaded; absent if it was no module. */
                module?: string;
                errno?: number;
            };
            /** The kernel's lines about the failure. */
            lines?: string[];
        };
        /** A kernel module of a driver image. */
        VerdictModule: {
            /** As the kernel knows it, with `_` for `-`. */
            name: string;
            /** In the image. */
            path: string;
            /** RPM name of the architecture of its code, or a description. */
            machine: string;
            /** The driver's own. */
            version?: string;
            /** A hash of its source. */
            srcversion?: string;
            vermagic?: string;
            license?: string;
            /** Modules that must be loaded before. */
            depends: string[];
            /** As modinfo shows it; empty if it is damaged. */
            signature?: {
                /** Common name of the issuer. */
                signer?: string;
                /** Serial number of the certificate, or identifier of the key. */
                key?: string;
                /** Such as sha256. */
                hash?: string;
            };
            compression?: "gz" | "xz" | "zst";
            /** Whether it lists the symbols that it needs, with checksums. */
            versioned: boolean;
        };
        /** Symbols in the order of their names, each with its checksum. */
        VerdictSymbols: {
            names: string[];
            /** In the order of the names; absent in a kernel without CONFIG_MODVERSIONS. */
            crcs?: number[];
        };
        /** Why a driver image did not pass. */
        VerdictRefusal: {
            message: string;
            /** Path of the refused module. */
            module?: string;
            /** The first symbols that do not match. */
            mismatches: {
                symbol: string;
                /** Checksum that the module needs. */
                needed: number;
                /** Checksum that is offered; absent if nothing offers the symbol. */
                offered?: number;
            }[];
            mismatchCount: number;
        };
        MaintenanceList: {
            items: components["schemas"]["Maintenance"][];
        };
        /** A library: the images of a kernel source in a repository, and how they are maintained. */
        Maintenance: {
            source: string;
            repository: string;
            /** Number of newest kernels that get an image. */
            keepLatest: number;
            /** Builds that one run may queue. */
            budget: number;
            rebuildStale: boolean;
            retention?: {
                /** Number of newest kernels whose tags stay. */
                keepLatest: number;
                dryRun: boolean;
            };
            running: boolean;
            /** The last finished runs, newest first. */
            runs: components["schemas"]["MaintenanceRun"][];
        };
        MaintenanceRun: {
            id: string;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            finishedAt: string;
            /** Entity ref of a person or service subject. */
            requestedBy: string;
            /** Why something could not be done at all. */
            problems: string[];
            queued: components["schemas"]["QueuedImage"][];
            skipped: components["schemas"]["SkippedImage"][];
            /** Tags of old kernels. */
            tags: components["schemas"]["OldTag"][];
        };
        QueuedImage: {
            /** version-release */
            kernel: string;
            /** RPM name, such as x86_64 */
            architecture: string;
            cause: "missing" | "stale";
            /** Format: uuid */
            buildId: string;
        };
        /** An image that the library should have, and why it was not queued. */
        SkippedImage: {
            /** version-release */
            kernel: string;
            /** RPM name, such as x86_64 */
            architecture?: string;
            /**
             * `unknown`: it may or may not be missing. `unbuildable`: its packages are missing. `unchanged`: its last build failed or gave the same image, and its inputs are the same. `unfinished`: a build of it is under way. `budget`: the run had used up its budget. `later`: its last build had a transient failure and is retried later. `refused`: it cannot be built now.
             */
            cause: "unknown" | "unbuildable" | "unchanged" | "unfinished" | "budget" | "later" | "refused";
            reason: string;
            /**
             * Format: uuid
             * The build that `reason` is about.
             */
            buildId?: string;
        };
        OldTag: {
            tag: string;
            digest?: string;
            /** version-release */
            kernel?: string;
            /**
             * `listed`: the next run deletes it, unless `dryRun` is true. `deleted`: it is gone. `kept`: it stays; the reason says why.
             */
            outcome: "listed" | "deleted" | "kept";
            reason?: string;
        };
        Builder: {
            id: string;
            type: string;
            architectures: string[];
            reachable: boolean;
            /** Version of its program, such as 4.3.1 of podman */
            version?: string;
            concurrency: number;
            running: number;
            /** Queued builds that this builder could take. */
            queued: number;
            /** What it builds. */
            builds?: ("toolkits" | "drivers")[];
            /** Free space of its image storage. */
            freeBytes?: number;
            storage?: components["schemas"]["BuilderStorage"];
            /** What is missing, and how to install it. */
            problems: string[];
        };
        /** Its images on the backend's machine, in bytes of layers; absent if they are on another machine. */
        BuilderStorage: {
            path: string;
            /** Beyond this, the least recently used storages are removed. */
            maxBytes: number;
            /** Storage in which toolkits are built. */
            toolkits: number;
            /** Storages in which drivers are built, one each. */
            drivers: number;
            /** Toolkit images that drivers are built with, one storage each. */
            images: number;
            /** Toolkit images that stay on this builder, one storage each. */
            kept: number;
        };
        BuilderList: {
            items: components["schemas"]["Builder"][];
        };
    };
    responses: {
        /** The request does not match this description, or cannot be carried out as it is; the message says why. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** There is no token, or it is not valid. */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** The caller lacks the permission that the message names. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** It does not exist, or the caller may not see it. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** The current state does not allow it; the message says why. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** The caller already reads the maximum number of logs. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** The backend cannot answer now, because a service that it needs has failed, or because its configuration is wrong. In the latter case, the error is named `WrongConfigurationError` and stays until the configuration is corrected. */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** Namespace of the driver container's Component. */
        DriverNamespace: string;
        /** Name of the driver container's Component. */
        DriverName: string;
        SourceId: string;
        BuildId: string;
        ClaimId: string;
        Limit: number;
        /** nextCursor of the page before. */
        Cursor: string;
        /** Sequence number of the last line already known. */
        After: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    GetSources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    RefreshSource: {
        parameters: {
            query?: {
                /** Store the reading even if it lacks more than the limit for one refresh. */
                acceptRemoval?: boolean;
            };
            header?: never;
            path: {
                id: components["parameters"]["SourceId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The source after the read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** No source is overdue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            /** At least one source is overdue, or an error as on every route */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"] | components["schemas"]["Error"];
                };
            };
        };
    };
    GetCoverage: {
        parameters: {
            query?: {
                source?: string;
                /** Only this driver container, by its entity reference. */
                driver?: string;
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** A page of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoveragePage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetKernels: {
        parameters: {
            query?: {
                source?: string;
                arch?: string;
                variant?: components["schemas"]["Variant"];
                /** Part of the version-release. */
                q?: string;
                imageState?: components["schemas"]["ImageState"];
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KernelPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetKernel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
                /** version-release, such as 5.14.0-391.el9 */
                kernel: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The kernel */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kernel"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetImages: {
        parameters: {
            query?: {
                repository?: string;
                /** version-release of the kernel the image is for */
                kernel?: string;
                /** Reference of the image's entity in the catalog */
                entityRef?: string;
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImagePage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                repository: string;
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Image"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetMatrix: {
        parameters: {
            query: {
                source: string;
                /** The image repository the images are for. */
                repository: string;
                /** Only images that the repository lacks; false: all images that can be built. */
                missing?: boolean;
                /** One entry for each architecture of a kernel, with a runner; false: one for each kernel. */
                perArchitecture?: boolean;
                /** Kernels at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The matrix; empty lists where nothing is to be built */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matrix"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** The source was never read successfully, or an error as on every route */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    GetSnapshot: {
        parameters: {
            query?: never;
            header?: {
                /** The `ETag` of the caller's copy. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The index */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snapshot"];
                };
            };
            /** The caller's copy is current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuilds: {
        parameters: {
            query?: {
                /** A kernel, toolkit image or driver container entity the builds belong to. */
                entityRef?: string;
                state?: components["schemas"]["BuildState"];
                type?: components["schemas"]["BuildType"];
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    CreateBuild: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BuildRequest"];
            };
        };
        responses: {
            /** The unfinished build of the same target */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            /** The new build */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The build */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    CancelBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The build; it stays running until its process has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Build"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    RetryBuild: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The unfinished build of the same target */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            /** The new build */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestedBuild"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuildLog: {
        parameters: {
            query?: {
                /** Sequence number of the last line already known. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuildEvents: {
        parameters: {
            query?: {
                /** Sequence number of the last line already known. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuildVerdict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["BuildId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The verdict */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildVerdict"];
                };
            };
            /** The build has none, because it is not checked yet, or failed before. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetVerdicts: {
        parameters: {
            query?: {
                /** Name of a module, or of its file without the ending. */
                module?: string;
                /** A symbol that a module needs, such as kmalloc_trace. */
                symbol?: string;
                /** Hash of a module's source, as modinfo shows it. */
                srcversion?: string;
                /** Common name in a module's signature, as modinfo shows it. */
                signer?: string;
                /** Id of the record, such as the provenance of an image names it. */
                record?: string;
                /** A driver container's Component. */
                entityRef?: string;
                /** Only the newest verdict of each driver, kernel, variant and architecture. */
                latest?: boolean;
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerdictPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetBuilders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Every configured builder */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuilderList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetClaims: {
        parameters: {
            query?: {
                /** Registry and repository, without a tag. */
                image?: string;
                /** The driver container that owns the image. */
                entityRef?: string;
                state?: components["schemas"]["ImageClaimState"];
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaimPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ClaimId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The claim */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    MoveClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ClaimId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImageClaimant"];
            };
        };
        responses: {
            /** The changed claim */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    ReleaseClaim: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["ClaimId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The changed claim */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImageClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetDriverClaim: {
        parameters: {
            query: {
                /** The driver container's Component. */
                entityRef: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** What is known */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriverClaim"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetDriverVerdicts: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** nextCursor of the page before. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /** Namespace of the driver container's Component. */
                namespace: components["parameters"]["DriverNamespace"];
                /** Name of the driver container's Component. */
                name: components["parameters"]["DriverName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerdictPage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetModuleCertificates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Namespace of the driver container's Component. */
                namespace: components["parameters"]["DriverNamespace"];
                /** Name of the driver container's Component. */
                name: components["parameters"]["DriverName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** None if the portal does not sign the driver's modules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModuleCertificateList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetModuleCertificate: {
        parameters: {
            query?: {
                format?: "der" | "pem";
                /** Name of its key. Default: the key that signs. */
                key?: string;
            };
            header?: never;
            path: {
                /** Namespace of the driver container's Component. */
                namespace: components["parameters"]["DriverNamespace"];
                /** Name of the driver container's Component. */
                name: components["parameters"]["DriverName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pkix-cert": string;
                    "application/x-pem-file": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetDriverManifests: {
        parameters: {
            query: {
                /** What to render. `openshift` alone means DaemonSets for OpenShift. */
                for: components["schemas"]["ManifestKind"][];
                /** `uname -r` of the nodes. Default: the newest kernels that the portal built an image for, up to 50. */
                kernel?: string[];
                /** Name of the objects. Default: that of the entity. */
                targetName?: string;
                /** Namespace of the objects. */
                targetNamespace?: string;
                /** Secret with the registry's credentials. */
                imagePullSecret?: string;
                /** Labels that nodes must have, each `<key>=<value>`. */
                selector?: string[];
                /** Taints that nodes may have, each `<key>[=<value>][:<effect>]`. */
                toleration?: string[];
                /** KMM: map each kernel to its image, by digest. */
                pin?: boolean;
                /** KMM: upgrade node by node, by the version of the driver and a label of the node. */
                orderedUpgrade?: boolean;
                /** DaemonSets: the image has the commands for probes. */
                probes?: boolean;
                /** DaemonSets: the nodes' folder for firmware. */
                firmwarePath?: string;
                /** The bootc image to add the driver to. */
                bootcImage?: string;
            };
            header?: never;
            path: {
                /** Namespace of the driver container's Component. */
                namespace: components["parameters"]["DriverNamespace"];
                /** Name of the driver container's Component. */
                name: components["parameters"]["DriverName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** A file of each kind */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriverManifests"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    GetMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaintenanceList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["Unavailable"];
        };
    };
    RunMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
                repository: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The report of the run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaintenanceRun"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
}
